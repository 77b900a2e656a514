package org.kvas.runtime.trap;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/** DR0 to DR7. SDM Vol. 3B, 17.2. */
final class DebugRegisters {
  private static final long DR6_ONES = 0xffff_0ff0L;
  private static final long DR6_WRITABLE = 0xe00f;
  private static final long DR7_ONES = 1 << 10;
  private static final long DR7_WRITABLE = 0xffff_27ffL;

  /** In DR7. */
  static final long GENERAL_DETECT = 1 << 13;

  private DebugRegisters() {}

  static long read(Vcpu cpu, int index) {
    return cpu.dr[checked(cpu, index)];
  }

  static void write(Vcpu cpu, int index, long value) {
    int register = checked(cpu, index);
    if (register >= 6 && value >>> 32 != 0) {
      throw GuestFault.generalProtection(0);
    }
    cpu.dr[register] =
        switch (register) {
          case 6 -> value & DR6_WRITABLE | DR6_ONES;
          case 7 -> value & DR7_WRITABLE | DR7_ONES;
          default -> value;
        };
    if (Breakpoints.areArmed(cpu)) {
      cpu.request(Vcpu.PENDING_TRACE);
    }
    if (register == 7) {
      cpu.refreshMode();
    }
  }

  /** The register meant: DR4 and DR5 are DR6 and DR7 unless CR4.DE is set. */
  private static int checked(Vcpu cpu, int index) {
    if (index > 7 || index >> 1 == 2 && (cpu.cr4 & ControlBits.CR4_DE) != 0) {
      throw GuestFault.invalidOpcode();
    }
    CpuMode.requirePrivilege(cpu);
    if ((cpu.dr[7] & GENERAL_DETECT) != 0) {
      Breakpoints.report(cpu, Breakpoints.ACCESS_DETECTED);
      throw new GuestFault(GuestFault.DB, -1);
    }
    return index >> 1 == 2 ? index + 2 : index;
  }
}
