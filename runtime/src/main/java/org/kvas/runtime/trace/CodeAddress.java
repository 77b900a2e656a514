package org.kvas.runtime.trace;

import static org.kvas.translator.state.VcpuState.CS;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;

/** Where a processor executes. */
final class CodeAddress {
  private CodeAddress() {}

  /** The linear address of an offset in CS. */
  static long linear(Vcpu vcpu, long rip) {
    return isLong(vcpu) ? rip : vcpu.segmentBase[CS] + rip & 0xffff_ffffL;
  }

  /** The linear address of the next instruction. */
  static long linear(Vcpu vcpu) {
    return linear(vcpu, vcpu.rip);
  }

  /** Whether 64-bit code runs. */
  static boolean isLong(Vcpu vcpu) {
    return ExecutionMode.codeBits(vcpu.mode) == 64;
  }
}
