package org.kvas.translator.x86.semantics.sse;

/**
 * RCPSS and RSQRTSS as Intel's tables have them: the function at the middle of 2,048 intervals,
 * rounded to 12 bits. They raise nothing and ignore MXCSR; denormals count as zero. SDM Vol. 2B,
 * RCPPS and RSQRTPS.
 */
public final class Reciprocal {
  private static final FloatFormat SINGLE = FloatFormat.SINGLE;
  private static final int SIGN = 0x8000_0000;
  private static final int INFINITY = 0x7f80_0000;
  private static final int INDEFINITE = 0xffc0_0000;
  private static final int QUIET = 1 << 22;

  private Reciprocal() {}

  public static int reciprocal(int a) {
    if (SINGLE.isNaN(a & 0xffff_ffffL)) {
      return a | QUIET;
    }
    int exponent = a >>> 23 & 0xff;
    if (exponent == 0) {
      return a & SIGN | INFINITY;
    }
    int interval = a >>> 12 & 0x7ff;
    int resultExponent = 253 - exponent;
    if (resultExponent <= 0) {
      return a & SIGN;
    }
    return a & SIGN | resultExponent << 23 | fraction(1 / (1 + (interval + 0.5) / 2048));
  }

  public static int reciprocalSquareRoot(int a) {
    if (SINGLE.isNaN(a & 0xffff_ffffL)) {
      return a | QUIET;
    }
    int exponent = a >>> 23 & 0xff;
    if (exponent == 0) {
      return a & SIGN | INFINITY;
    }
    if (a < 0) {
      return INDEFINITE;
    }
    if (a == INFINITY) {
      return 0;
    }
    int odd = ~exponent & 1; // of the unbiased exponent
    double middle = (1 + ((a >>> 13 & 0x3ff) + 0.5) / 1024) * (1 + odd);
    int halved = exponent - 127 >> 1;
    return 126 - halved << 23 | fraction(1 / Math.sqrt(middle));
  }

  /** Fraction field of a value in (0.5, 1), rounded to 12 bits after the leading one. */
  private static int fraction(double value) {
    return ((int) (value * 8192 + 0.5) & 0xfff) << 11;
  }
}
