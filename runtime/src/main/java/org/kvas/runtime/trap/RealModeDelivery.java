package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.AC;
import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.IF;
import static org.kvas.translator.state.VcpuState.RF;
import static org.kvas.translator.state.VcpuState.TF;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/** Through the interrupt vector table. SDM Vol. 3B, 20.1.4. */
final class RealModeDelivery {
  private RealModeDelivery() {}

  static void enter(Vcpu cpu, int vector, int ext, long returnRip) {
    int entry = vector * 4;
    if (entry + 3 > cpu.idtLimit) {
      throw GuestFault.generalProtection(vector * 8 + 2 | ext);
    }
    int pointer = (int) cpu.mmu.loadSystem(cpu.idtBase + entry, 4);
    PendingStack stack = PendingStack.current(cpu, ext);
    stack.push(2, cpu.rflags());
    stack.push(2, cpu.segmentSelector[CS]);
    stack.push(2, returnRip);
    if ((pointer & 0xffff) > cpu.segmentLimit[CS]) {
      throw GuestFault.generalProtection(ext);
    }
    stack.commit();
    cpu.systemFlags &= ~(IF | TF | AC | RF);
    SegmentRegisters.loadRealMode(cpu, CS, pointer >>> 16);
    cpu.rip = pointer & 0xffff;
  }
}
