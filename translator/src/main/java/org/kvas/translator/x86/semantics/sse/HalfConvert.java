package org.kvas.translator.x86.semantics.sse;

import org.kvas.translator.state.VcpuState;

/** VCVTPH2PS and VCVTPS2PH. SDM Vol. 1, 14.4.1. */
public final class HalfConvert {
  private static final int QUIET = 1 << 9;

  private HalfConvert() {}

  /** Exact; denormals count in full whatever MXCSR says, and raise nothing. */
  public static int toSingle(VcpuState cpu, int half) {
    int bits = half & 0xffff;
    if (FloatFormat.HALF.isSignalling(bits)) {
      Mxcsr.raise(cpu, Mxcsr.INVALID);
      bits |= QUIET;
    }
    return Float.floatToRawIntBits(Float.float16ToFloat((short) bits));
  }

  /**
   * FTZ is ignored.
   *
   * @param control bits 1-0 the rounding mode, unless bit 2 says MXCSR's
   * @return zero-extended
   */
  public static int fromSingle(VcpuState cpu, int single, int control) {
    int rounding = (control & 4) != 0 ? Mxcsr.roundingMode(cpu.mxcsr) : control & 3;
    SoftFloat soft = new SoftFloat(cpu.mxcsr & ~Mxcsr.FLUSH_TO_ZERO, FloatFormat.HALF, rounding);
    long result = soft.convert(FloatFormat.SINGLE, single & 0xffff_ffffL);
    if ((soft.flags & Mxcsr.DENORMAL) != 0) {
      soft.flags |= Mxcsr.PRECISION; // even where underflow is unmasked, whose result may be exact
    }
    return SingleArithmetic.finish(cpu, soft, result);
  }
}
