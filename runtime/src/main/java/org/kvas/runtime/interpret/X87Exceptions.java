package org.kvas.runtime.interpret;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;

/**
 * How x87 exceptions and the device-not-available trap reach the guest. SDM Vol. 1, 8.7; Vol. 3A,
 * 2.5.
 *
 * <p>With CR0.NE clear nothing is reported: the processor behaves as with IGNNE# asserted. FERR#
 * and the interrupt 13 of the AT are not modelled.
 */
final class X87Exceptions {
  private static final long CR0_MP = 1 << 1;
  private static final long CR0_TS = 1 << 3;
  private static final long CR0_NE = 1 << 5;
  private static final int LONGEST_PREFIX = 14;

  /** What x87 instructions are while CR0.EM or CR0.TS is set. */
  static final Operation DEVICE_NOT_AVAILABLE =
      new Operation() {
        @Override
        public void execute(VcpuState cpu) {
          throw new GuestFault(GuestFault.NM, -1);
        }
      };

  private X87Exceptions() {}

  /** An unmasked exception is pending: #MF. */
  static void report(VcpuState cpu) {
    if ((((Vcpu) cpu).cr0 & CR0_NE) != 0) {
      throw new GuestFault(GuestFault.MF, -1);
    }
  }

  /** FWAIT traps with both CR0.TS and CR0.MP; CR0.EM is nothing to it. */
  static void checkWait(VcpuState cpu) {
    if ((((Vcpu) cpu).cr0 & (CR0_TS | CR0_MP)) == (CR0_TS | CR0_MP)) {
      throw new GuestFault(GuestFault.NM, -1);
    }
  }

  /**
   * The 11 opcode bits of the x87 instruction that starts there, prefixes skipped. SDM Vol. 1,
   * 8.1.9.
   */
  static int opcodeAt(VcpuState cpu, long ip) {
    long address =
        ExecutionMode.codeBits(cpu.mode) == 64
            ? ip
            : cpu.segmentBase[VcpuState.CS] + ip & 0xffffffffL;
    try {
      for (int i = 0; i <= LONGEST_PREFIX; i++) {
        int b = cpu.load8(address + i);
        if ((b & 0xf8) == 0xd8) {
          return (b & 7) << 8 | cpu.load8(address + i + 1);
        }
      }
    } catch (GuestFault unreadable) {
      return 0;
    }
    return 0;
  }
}
