package org.kvas.translator.x86.semantics.sse;

import org.kvas.translator.state.VcpuState;
import org.kvas.translator.state.X87State;

/** MMX registers on top of the x87's, by physical number. SDM Vol. 1, 9.2.2 and 9.5. */
public final class Mmx {
  private static final int SIGN_EXPONENT = 0xffff;

  private Mmx() {}

  public static long read(VcpuState cpu, int index) {
    return cpu.x87.significand[index];
  }

  public static void write(VcpuState cpu, int index, long value) {
    cpu.x87.significand[index] = value;
    cpu.x87.signExponent[index] = SIGN_EXPONENT;
  }

  /** What every MMX instruction but EMMS does to the x87: TOP 0, all tags valid. */
  public static void enter(VcpuState cpu) {
    X87State x87 = cpu.x87;
    x87.top = 0;
    x87.empty = 0;
  }
}
