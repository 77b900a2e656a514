package org.kvas.runtime.trap;

import static org.kvas.translator.state.GuestFault.GP;
import static org.kvas.translator.state.GuestFault.NP;
import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.DS;
import static org.kvas.translator.state.VcpuState.ES;
import static org.kvas.translator.state.VcpuState.FS;
import static org.kvas.translator.state.VcpuState.GS;
import static org.kvas.translator.state.VcpuState.IF;
import static org.kvas.translator.state.VcpuState.NT;
import static org.kvas.translator.state.VcpuState.RF;
import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.state.VcpuState.SS;
import static org.kvas.translator.state.VcpuState.TF;
import static org.kvas.translator.state.VcpuState.VM;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/**
 * Through a task, interrupt or trap gate outside IA-32e mode, from protected or virtual-8086 mode.
 * SDM Vol. 3A, 6.12 and 20.3; Vol. 2, INT n.
 */
final class ProtectedModeDelivery {
  private static final int IDT = 2;

  private ProtectedModeDelivery() {}

  static void enter(Vcpu cpu, int vector, int errorCode, EventKind kind, long returnRip) {
    Gate gate = gate(cpu, vector, kind);
    int ext = kind.ext();
    if (gate.type() == SegmentAttributes.TASK_GATE) {
      TaskSwitch.interrupt(cpu, gate.selector(), errorCode, ext, returnRip);
      return;
    }
    int selector = gate.selector();
    Descriptor code = handlerSegment(cpu, selector, ext);
    boolean virtual8086 = CpuMode.isVirtual8086(cpu);
    boolean inner = !code.isConforming() && code.dpl() < cpu.cpl;
    if (virtual8086 && (!inner || code.dpl() != 0)) {
      throw GuestFault.generalProtection(Selector.errorCode(selector) | ext);
    }
    int level = inner ? code.dpl() : cpu.cpl;
    int size = gate.type() >= SegmentAttributes.INTERRUPT_GATE_32 ? 4 : 2;
    long target = size == 4 ? gate.offset() : gate.offset() & 0xffff;
    InnerStack switched = inner ? InnerStack.fromTask(cpu, level, ext) : null;
    PendingStack stack = switched != null ? switched.open(cpu) : PendingStack.current(cpu, ext);
    if (virtual8086) {
      stack.push(size, cpu.segmentSelector[GS]);
      stack.push(size, cpu.segmentSelector[FS]);
      stack.push(size, cpu.segmentSelector[DS]);
      stack.push(size, cpu.segmentSelector[ES]);
    }
    if (inner) {
      stack.push(size, cpu.segmentSelector[SS]);
      stack.push(size, cpu.general(RSP));
    }
    stack.push(size, InterruptDelivery.savedFlags(cpu, vector, kind));
    stack.push(size, cpu.segmentSelector[CS]);
    stack.push(size, returnRip);
    if (errorCode >= 0) {
      stack.push(size, errorCode);
    }
    if (target > code.limit()) {
      throw GuestFault.generalProtection(ext);
    }
    Descriptor accessed = DescriptorTables.markAccessed(cpu, selector, code);
    if (switched != null) {
      switched.enter(cpu);
    }
    stack.commit();
    boolean masks = (gate.type() & 1) == 0;
    cpu.systemFlags &= ~(TF | NT | RF | VM | (masks ? IF : 0));
    cpu.cpl = level;
    SegmentRegisters.load(cpu, CS, Selector.withRpl(selector, level), accessed);
    if (virtual8086) {
      for (int index : new int[] {GS, FS, DS, ES}) {
        SegmentRegisters.loadNull(cpu, index, 0);
      }
    }
    cpu.rip = target;
  }

  private static Gate gate(Vcpu cpu, int vector, EventKind kind) {
    int index = vector * 8;
    int code = index | IDT | kind.ext();
    if (index + 7 > cpu.idtLimit) {
      throw GuestFault.generalProtection(code);
    }
    Gate gate = new Gate(cpu.mmu.loadSystem(cpu.idtBase + index & 0xffff_ffffL, 8), 0);
    boolean known =
        switch (gate.type()) {
          case SegmentAttributes.TASK_GATE,
              SegmentAttributes.INTERRUPT_GATE_16,
              SegmentAttributes.TRAP_GATE_16,
              SegmentAttributes.INTERRUPT_GATE_32,
              SegmentAttributes.TRAP_GATE_32 ->
              gate.isSystem();
          default -> false;
        };
    if (!known || kind.checksGatePrivilege() && gate.dpl() < cpu.cpl) {
      throw GuestFault.generalProtection(code);
    }
    if (!gate.isPresent()) {
      throw new GuestFault(NP, code);
    }
    return gate;
  }

  /** The code segment a gate leads to, checked. */
  static Descriptor handlerSegment(Vcpu cpu, int selector, int ext) {
    if (Selector.isNull(selector)) {
      throw GuestFault.generalProtection(ext);
    }
    Descriptor code = DescriptorTables.read(cpu, selector, GP, ext);
    if (!code.isCode() || code.dpl() > cpu.cpl) {
      throw GuestFault.generalProtection(Selector.errorCode(selector) | ext);
    }
    if (!code.isPresent()) {
      throw new GuestFault(NP, Selector.errorCode(selector) | ext);
    }
    return code;
  }
}
