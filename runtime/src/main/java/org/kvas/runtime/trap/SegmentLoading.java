package org.kvas.runtime.trap;

import static org.kvas.translator.state.GuestFault.GP;
import static org.kvas.translator.state.GuestFault.NP;
import static org.kvas.translator.state.VcpuState.LDTR;
import static org.kvas.translator.state.VcpuState.SS;
import static org.kvas.translator.state.VcpuState.TR;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/**
 * Checked loads of data, stack, LDT and task registers. SDM Vol. 2, MOV, LLDT, LTR; Vol. 3A, 5.6 to
 * 5.7.
 */
final class SegmentLoading {
  private SegmentLoading() {}

  /** ES, SS, DS, FS or GS as MOV, POP and LDS load it, in any mode. */
  static void load(Vcpu cpu, int index, int selector) {
    if (!CpuMode.isProtected(cpu)) {
      load8086(cpu, index, selector);
    } else if (index == SS) {
      loadStack(cpu, selector);
    } else {
      loadData(cpu, index, selector);
    }
  }

  /** Any of the six in real-address or virtual-8086 mode. */
  static void load8086(Vcpu cpu, int index, int selector) {
    if (CpuMode.isReal(cpu)) {
      SegmentRegisters.loadRealMode(cpu, index, selector);
    } else {
      SegmentRegisters.loadVirtual8086(cpu, index, selector);
    }
  }

  private static void loadStack(Vcpu cpu, int selector) {
    if (Selector.isNull(selector)) {
      if (!CpuMode.is64Bit(cpu) || cpu.cpl == 3 || Selector.rpl(selector) != cpu.cpl) {
        throw GuestFault.generalProtection(0);
      }
      SegmentRegisters.loadNull(cpu, SS, selector);
      return;
    }
    Descriptor descriptor = stackDescriptor(cpu, selector, cpu.cpl, GP, 0);
    SegmentRegisters.load(
        cpu, SS, selector, DescriptorTables.markAccessed(cpu, selector, descriptor));
  }

  /**
   * Checks a non-null stack selector for a privilege level: {@code vector} with the selector, or
   * #SS where it is not present.
   */
  static Descriptor stackDescriptor(Vcpu cpu, int selector, int level, int vector, int ext) {
    Descriptor descriptor = DescriptorTables.read(cpu, selector, vector, ext);
    if (Selector.rpl(selector) != level || !descriptor.isWritable() || descriptor.dpl() != level) {
      throw new GuestFault(vector, Selector.errorCode(selector) | ext);
    }
    if (!descriptor.isPresent()) {
      throw new GuestFault(GuestFault.SS, Selector.errorCode(selector) | ext);
    }
    return descriptor;
  }

  private static void loadData(Vcpu cpu, int index, int selector) {
    if (Selector.isNull(selector)) {
      SegmentRegisters.loadNull(cpu, index, selector);
      return;
    }
    Descriptor descriptor = dataDescriptor(cpu, selector, GP, 0);
    SegmentRegisters.load(
        cpu, index, selector, DescriptorTables.markAccessed(cpu, selector, descriptor));
  }

  static Descriptor dataDescriptor(Vcpu cpu, int selector, int vector, int ext) {
    Descriptor descriptor = DescriptorTables.read(cpu, selector, vector, ext);
    boolean privileged = Math.max(Selector.rpl(selector), cpu.cpl) > descriptor.dpl();
    if (!descriptor.isReadable() || privileged && !descriptor.isConforming()) {
      throw new GuestFault(vector, Selector.errorCode(selector) | ext);
    }
    if (!descriptor.isPresent()) {
      throw new GuestFault(NP, Selector.errorCode(selector) | ext);
    }
    return descriptor;
  }

  /** LLDT. */
  static void loadLocalTable(Vcpu cpu, int selector) {
    if (Selector.isNull(selector)) {
      SegmentRegisters.loadNull(cpu, LDTR, selector);
      return;
    }
    SegmentRegisters.load(cpu, LDTR, selector, localTable(cpu, selector, GP, NP, 0));
  }

  static Descriptor localTable(Vcpu cpu, int selector, int vector, int absentVector, int ext) {
    if (Selector.isLocal(selector)) {
      throw new GuestFault(vector, Selector.errorCode(selector) | ext);
    }
    Descriptor descriptor = DescriptorTables.readSystem(cpu, selector, vector, ext);
    if (!descriptor.isSystem() || descriptor.type() != SegmentAttributes.LDT) {
      throw new GuestFault(vector, Selector.errorCode(selector) | ext);
    }
    if (!descriptor.isPresent()) {
      throw new GuestFault(absentVector, Selector.errorCode(selector) | ext);
    }
    return descriptor;
  }

  /** LTR. */
  static void loadTask(Vcpu cpu, int selector) {
    if (Selector.isNull(selector)) {
      throw GuestFault.generalProtection(0);
    }
    if (Selector.isLocal(selector)) {
      throw GuestFault.generalProtection(Selector.errorCode(selector));
    }
    Descriptor descriptor = DescriptorTables.readSystem(cpu, selector, GP, 0);
    int type = descriptor.type();
    boolean available =
        type == SegmentAttributes.TSS_32 || type == SegmentAttributes.TSS_16 && !cpu.isLongMode();
    if (!descriptor.isSystem() || !available) {
      throw GuestFault.generalProtection(Selector.errorCode(selector));
    }
    if (!descriptor.isPresent()) {
      throw new GuestFault(NP, Selector.errorCode(selector));
    }
    Descriptor busy =
        DescriptorTables.setType(cpu, selector, descriptor, type | SegmentAttributes.TSS_BUSY);
    SegmentRegisters.load(cpu, TR, selector, busy);
  }
}
