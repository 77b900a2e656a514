package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RCX;
import static org.kvas.translator.state.VcpuState.RDX;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/** RDPKRU and WRPKRU. SDM Vol. 2; Vol. 3A, 4.6.2. */
final class ProtectionKeys {
  private ProtectionKeys() {}

  static void read(Vcpu cpu) {
    require(cpu, 0);
    cpu.setGeneral(RAX, cpu.pkru & 0xffff_ffffL);
    cpu.setGeneral(RDX, 0);
  }

  static void write(Vcpu cpu) {
    require(cpu, cpu.general(RDX));
    cpu.pkru = (int) cpu.general(RAX);
    cpu.mmu.flushAll();
  }

  /** #UD without CR4.PKE, #GP(0) unless ECX, and EDX of a write, are zero. */
  private static void require(Vcpu cpu, long edx) {
    if ((cpu.cr4 & ControlBits.CR4_PKE) == 0) {
      throw GuestFault.invalidOpcode();
    }
    if ((int) cpu.general(RCX) != 0 || (int) edx != 0) {
      throw GuestFault.generalProtection(0);
    }
  }
}
