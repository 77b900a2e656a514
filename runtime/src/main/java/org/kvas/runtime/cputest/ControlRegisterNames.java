package org.kvas.runtime.cputest;

import static org.kvas.translator.state.VcpuState.AC;
import static org.kvas.translator.state.VcpuState.DF;
import static org.kvas.translator.state.VcpuState.ID;
import static org.kvas.translator.state.VcpuState.IF;
import static org.kvas.translator.state.VcpuState.IOPL;
import static org.kvas.translator.state.VcpuState.NT;
import static org.kvas.translator.state.VcpuState.RF;
import static org.kvas.translator.state.VcpuState.TF;
import static org.kvas.translator.state.VcpuState.VIF;
import static org.kvas.translator.state.VcpuState.VIP;
import static org.kvas.translator.state.VcpuState.VM;

import java.util.List;
import org.kvas.runtime.vcpu.Vcpu;

/** Control and debug registers, EFER, XCR0, RFLAGS, and the descriptor-table registers. */
final class ControlRegisterNames {
  private static final int SYSTEM_FLAGS = TF | IF | DF | IOPL | NT | RF | AC | VIF | VIP | ID;

  private ControlRegisterNames() {}

  static void addTo(List<Register> registers) {
    registers.add(Register.of("cr0", 64, cpu -> cpu.cr0, (cpu, value) -> cpu.cr0 = value));
    registers.add(Register.of("cr2", 64, cpu -> cpu.cr2, (cpu, value) -> cpu.cr2 = value));
    registers.add(Register.of("cr3", 64, cpu -> cpu.cr3, (cpu, value) -> cpu.cr3 = value));
    registers.add(Register.of("cr4", 64, cpu -> cpu.cr4, (cpu, value) -> cpu.cr4 = value));
    registers.add(Register.of("efer", 64, cpu -> cpu.efer, (cpu, value) -> cpu.efer = value));
    registers.add(Register.of("xcr0", 64, cpu -> cpu.xcr0, (cpu, value) -> cpu.xcr0 = value));
    registers.add(
        Register.of(
            "rflags", 32, cpu -> cpu.rflags() & 0xffff_ffffL, ControlRegisterNames::setFlags));
    for (int i = 0; i < 8; i++) {
      if (i != 4 && i != 5) {
        int index = i;
        registers.add(
            Register.of("dr" + i, 64, cpu -> cpu.dr[index], (cpu, value) -> cpu.dr[index] = value));
      }
    }
    registers.add(
        Register.of("gdtr_base", 64, cpu -> cpu.gdtBase, (cpu, value) -> cpu.gdtBase = value));
    registers.add(
        Register.of(
            "gdtr_limit", 16, cpu -> cpu.gdtLimit, (cpu, value) -> cpu.gdtLimit = (int) value));
    registers.add(
        Register.of("idtr_base", 64, cpu -> cpu.idtBase, (cpu, value) -> cpu.idtBase = value));
    registers.add(
        Register.of(
            "idtr_limit", 16, cpu -> cpu.idtLimit, (cpu, value) -> cpu.idtLimit = (int) value));
  }

  /** VM is the mode's. */
  private static void setFlags(Vcpu cpu, long value) {
    cpu.systemFlags = cpu.systemFlags & VM | (int) value & SYSTEM_FLAGS | 2;
    cpu.setStatusFlags((int) value);
    if ((cpu.systemFlags & TF) != 0) {
      cpu.request(Vcpu.PENDING_TRACE);
    }
  }
}
