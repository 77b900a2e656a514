package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.SS;
import static org.kvas.translator.state.VcpuState.VM;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/** Questions about the mode a processor is in. SDM Vol. 3A, 2.2. */
final class CpuMode {
  private CpuMode() {}

  static boolean isReal(Vcpu cpu) {
    return (cpu.cr0 & ControlBits.CR0_PE) == 0;
  }

  static boolean isVirtual8086(Vcpu cpu) {
    return (cpu.systemFlags & VM) != 0;
  }

  /** Protected mode proper: neither real-address nor virtual-8086. */
  static boolean isProtected(Vcpu cpu) {
    return !isReal(cpu) && !isVirtual8086(cpu);
  }

  static boolean is64Bit(Vcpu cpu) {
    return cpu.isLongMode() && (cpu.segmentAttributes[CS] & SegmentAttributes.LONG) != 0;
  }

  static int iopl(Vcpu cpu) {
    return cpu.systemFlags >> 12 & 3;
  }

  /** Bits of RSP that the stack uses. */
  static long stackMask(Vcpu cpu) {
    if (is64Bit(cpu)) {
      return -1L;
    }
    return (cpu.segmentAttributes[SS] & SegmentAttributes.BIG) != 0 ? 0xffff_ffffL : 0xffff;
  }

  static boolean isCanonical(long linear) {
    return linear << 16 >> 16 == linear;
  }

  /** #GP(0) unless at privilege level 0. */
  static void requirePrivilege(Vcpu cpu) {
    if (cpu.cpl != 0) {
      throw GuestFault.generalProtection(0);
    }
  }

  /** #GP(0) where user-mode instruction prevention forbids SGDT, SIDT, SLDT, SMSW and STR. */
  static void requireUserModeInformation(Vcpu cpu) {
    if (cpu.cpl != 0 && (cpu.cr4 & ControlBits.CR4_UMIP) != 0) {
      throw GuestFault.generalProtection(0);
    }
  }

  /** #UD in real-address and virtual-8086 mode. */
  static void requireProtectedMode(Vcpu cpu) {
    if (!isProtected(cpu)) {
      throw GuestFault.invalidOpcode();
    }
  }
}
