package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.DS;
import static org.kvas.translator.state.VcpuState.ES;
import static org.kvas.translator.state.VcpuState.FS;
import static org.kvas.translator.state.VcpuState.GS;
import static org.kvas.translator.state.VcpuState.IF;
import static org.kvas.translator.state.VcpuState.IOPL;
import static org.kvas.translator.state.VcpuState.NT;
import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.state.VcpuState.SS;
import static org.kvas.translator.state.VcpuState.VIF;
import static org.kvas.translator.state.VcpuState.VIP;
import static org.kvas.translator.state.VcpuState.VM;

import org.jspecify.annotations.Nullable;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/** IRET, IRETD, IRETQ. SDM Vol. 2, IRET. */
final class InterruptReturn {
  private InterruptReturn() {}

  /**
   * @param size of the operand: 2, 4 or 8
   * @param next the address behind the instruction, saved by a task switch
   */
  static void execute(Vcpu cpu, int size, long next) {
    unblockNmi(cpu);
    if (CpuMode.isReal(cpu)) {
      real(cpu, size);
    } else if (CpuMode.isVirtual8086(cpu)) {
      Virtual8086.interruptReturn(cpu, size);
    } else if ((cpu.systemFlags & NT) != 0) {
      if (cpu.isLongMode()) {
        throw GuestFault.generalProtection(0);
      }
      TaskSwitch.interruptReturn(cpu, next);
    } else {
      protectedMode(cpu, size);
    }
  }

  /** Also where IRET then faults. SDM Vol. 3A, 6.7.1. */
  private static void unblockNmi(Vcpu cpu) {
    cpu.nmiBlocked = false;
    if (cpu.nmiLatched) {
      cpu.nmiLatched = false;
      cpu.request(Vcpu.PENDING_NMI);
    }
  }

  private static void real(Vcpu cpu, int size) {
    StackReader stack = new StackReader(cpu);
    long rip = stack.pop(size);
    int selector = (int) stack.pop(size) & 0xffff;
    int flags = (int) stack.pop(size);
    CodeSegments.check8086(cpu, rip);
    stack.commit();
    Rflags.write(
        cpu, flags, (size == 2 ? Rflags.UNPRIVILEGED_16 : Rflags.UNPRIVILEGED_32) | IF | IOPL);
    CodeSegments.enter8086(cpu, selector, rip);
  }

  private static void protectedMode(Vcpu cpu, int size) {
    StackReader stack = new StackReader(cpu);
    stack.probe(2 * size, size);
    stack.probe(size, size);
    long rip = stack.pop(size);
    int selector = (int) stack.pop(size) & 0xffff;
    int flags = (int) stack.pop(size);
    if (size == 4 && (flags & VM) != 0 && cpu.cpl == 0 && !cpu.isLongMode()) {
      toVirtual8086(cpu, stack, rip, selector, flags);
      return;
    }
    Descriptor code = CodeSegments.descriptor(cpu, selector);
    CodeSegments.checkReturn(cpu, selector, code);
    int mask = flagMask(cpu, size);
    int level = Selector.rpl(selector);
    if (level == cpu.cpl && !CpuMode.is64Bit(cpu)) {
      CodeSegments.checkTarget(cpu, code, rip);
      Descriptor accessed = DescriptorTables.markAccessed(cpu, selector, code);
      stack.commit();
      Rflags.write(cpu, flags, mask);
      CodeSegments.enter(cpu, selector, accessed, level, rip);
      return;
    }
    long pointer = stack.pop(size);
    int stackSelector = (int) stack.pop(size) & 0xffff;
    @Nullable Descriptor stackSegment = OuterReturn.stackSegment(cpu, stackSelector, code, level);
    CodeSegments.checkTarget(cpu, code, rip);
    Descriptor accessed = DescriptorTables.markAccessed(cpu, selector, code);
    boolean outer = level > cpu.cpl;
    OuterReturn.loadStack(cpu, stackSelector, stackSegment);
    SegmentRegisters.load(cpu, CS, selector, accessed);
    cpu.setGeneral(RSP, StackReader.merged(cpu, CpuMode.stackMask(cpu), pointer));
    cpu.cpl = level;
    if (outer) {
      OuterReturn.dropPrivilegedSegments(cpu);
    }
    Rflags.write(cpu, flags, mask);
    CodeSegments.enter(cpu, selector, accessed, level, rip);
  }

  private static int flagMask(Vcpu cpu, int size) {
    int mask = size == 2 ? Rflags.UNPRIVILEGED_16 : Rflags.UNPRIVILEGED_32;
    if (cpu.cpl <= CpuMode.iopl(cpu)) {
      mask |= IF;
    }
    if (cpu.cpl == 0) {
      mask |= size == 2 ? IOPL : IOPL | VIF | VIP;
    }
    return mask;
  }

  private static void toVirtual8086(
      Vcpu cpu, StackReader stack, long rip, int selector, int flags) {
    long pointer = stack.pop(4);
    int[] selectors = new int[6];
    for (int index : new int[] {SS, ES, DS, FS, GS}) {
      selectors[index] = (int) stack.pop(4) & 0xffff;
    }
    if (rip > 0xffff) {
      throw GuestFault.generalProtection(0);
    }
    selectors[CS] = selector;
    Rflags.write(cpu, flags, Rflags.UNPRIVILEGED_32 | IF | IOPL | VIF | VIP | VM);
    for (int index = ES; index <= GS; index++) {
      SegmentRegisters.loadVirtual8086(cpu, index, selectors[index]);
    }
    cpu.setGeneral(RSP, pointer);
    cpu.cpl = 3;
    cpu.rip = rip;
    cpu.refreshMode();
  }
}
