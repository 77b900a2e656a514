package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.IF;
import static org.kvas.translator.state.VcpuState.VIF;
import static org.kvas.translator.state.VcpuState.VIP;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/** CLI and STI, on IF or, where a mode has virtual interrupts, on VIF. SDM Vol. 2, CLI, STI. */
final class InterruptFlag {
  private InterruptFlag() {}

  static void clear(Vcpu cpu) {
    if (changesReal(cpu)) {
      cpu.systemFlags &= ~IF;
    } else {
      cpu.systemFlags &= ~VIF;
    }
  }

  static void set(Vcpu cpu) {
    if (!changesReal(cpu)) {
      if ((cpu.systemFlags & VIP) != 0) {
        throw GuestFault.generalProtection(0);
      }
      cpu.systemFlags |= VIF;
    } else if ((cpu.systemFlags & IF) == 0) {
      Rflags.writeSystem(cpu, cpu.systemFlags | IF);
      cpu.interruptShadow = true;
    }
  }

  /** Whether IF itself changes, VIF otherwise; #GP(0) where neither may. */
  private static boolean changesReal(Vcpu cpu) {
    if (cpu.cpl <= CpuMode.iopl(cpu)) {
      return true;
    }
    boolean virtual =
        CpuMode.isVirtual8086(cpu)
            ? (cpu.cr4 & ControlBits.CR4_VME) != 0
            : cpu.cpl == 3 && (cpu.cr4 & ControlBits.CR4_PVI) != 0;
    if (!virtual) {
      throw GuestFault.generalProtection(0);
    }
    return false;
  }
}
