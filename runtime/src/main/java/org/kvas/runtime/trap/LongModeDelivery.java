package org.kvas.runtime.trap;

import static org.kvas.translator.state.GuestFault.NP;
import static org.kvas.translator.state.VcpuState.CS;
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
 * Through a 16-byte gate in IA-32e mode: no stack segment, an aligned frame of quadwords. SDM Vol.
 * 3A, 6.14; Vol. 2, INT n.
 */
final class LongModeDelivery {
  private static final int IDT = 2;

  private LongModeDelivery() {}

  static void enter(Vcpu cpu, int vector, int errorCode, EventKind kind, long returnRip) {
    int ext = kind.ext();
    Gate gate = gate(cpu, vector, kind);
    int selector = gate.selector();
    Descriptor code = ProtectedModeDelivery.handlerSegment(cpu, selector, ext);
    if (!code.isLong() || code.isBig()) {
      throw GuestFault.generalProtection(Selector.errorCode(selector) | ext);
    }
    boolean inner = !code.isConforming() && code.dpl() < cpu.cpl;
    int level = inner ? code.dpl() : cpu.cpl;
    long top = top(cpu, gate.interruptStack(), inner, level, ext);
    PendingStack stack = PendingStack.wide(cpu, top & ~0xfL, level, ext);
    stack.push(8, cpu.segmentSelector[SS]);
    stack.push(8, cpu.general(RSP));
    stack.push(8, InterruptDelivery.savedFlags(cpu, vector, kind));
    stack.push(8, cpu.segmentSelector[CS]);
    stack.push(8, returnRip);
    if (errorCode >= 0) {
      stack.push(8, errorCode);
    }
    if (!CpuMode.isCanonical(gate.offset())) {
      throw GuestFault.generalProtection(ext);
    }
    Descriptor accessed = DescriptorTables.markAccessed(cpu, selector, code);
    stack.commit();
    boolean masks = (gate.type() & 1) == 0;
    cpu.systemFlags &= ~(TF | NT | RF | VM | (masks ? IF : 0));
    SegmentRegisters.load(cpu, CS, Selector.withRpl(selector, level), accessed);
    if (inner) {
      SegmentRegisters.loadNull(cpu, SS, level);
    }
    cpu.cpl = level;
    cpu.rip = gate.offset();
  }

  /** Where the frame begins, before alignment. */
  private static long top(Vcpu cpu, int interruptStack, boolean inner, int level, int ext) {
    long top =
        interruptStack != 0
            ? TaskState.interruptStack(cpu, interruptStack, ext)
            : inner ? TaskState.stackPointer(cpu, level, ext) : cpu.general(RSP);
    if (!CpuMode.isCanonical(top)) {
      throw new GuestFault(GuestFault.SS, ext);
    }
    return top;
  }

  private static Gate gate(Vcpu cpu, int vector, EventKind kind) {
    int index = vector * 16;
    int code = vector * 8 | IDT | kind.ext();
    if (index + 15 > cpu.idtLimit) {
      throw GuestFault.generalProtection(code);
    }
    long bits = cpu.mmu.loadSystem(cpu.idtBase + index, 8);
    Gate gate = new Gate(bits, (int) cpu.mmu.loadSystem(cpu.idtBase + index + 8, 4));
    boolean known = gate.isSystem() && gate.type() >= SegmentAttributes.INTERRUPT_GATE_32;
    if (!known || kind.checksGatePrivilege() && gate.dpl() < cpu.cpl) {
      throw GuestFault.generalProtection(code);
    }
    if (!gate.isPresent()) {
      throw new GuestFault(NP, code);
    }
    return gate;
  }
}
