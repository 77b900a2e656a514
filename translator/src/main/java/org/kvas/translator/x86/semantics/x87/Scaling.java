package org.kvas.translator.x86.semantics.x87;

import static org.kvas.translator.x86.semantics.x87.Float80.*;
import static org.kvas.translator.x86.semantics.x87.StatusWord.*;

/** FRNDINT, FSCALE, FXTRACT. */
public final class Scaling {
  /** Beyond any exponent difference, and small enough to be added to an exponent. */
  private static final int FAR = 0x20000;

  private Scaling() {}

  /** To an integral value, by the rounding control. */
  public static long roundToInteger(FpuContext c, int se, long a) {
    if (isUnordered(se, a)) {
      return propagate(c, se, a);
    }
    int e = se & EXPONENT;
    if (e >= BIAS + 63 || isZero(se, a)) {
      return result(c, se, a);
    }
    noteDenormal(c, se, a);
    int sign = se & SIGN;
    int cut = BIAS + 63 - e;
    long whole = cut < 64 ? a >>> cut : 0;
    long rest = Rounding.shiftRightLow(a, 0, cut);
    if (rest != 0) {
      c.flags |= StatusWord.PRECISION;
      if (ControlWord.roundsUp(c.control, sign, (whole & 1) != 0, rest)) {
        c.flags |= C1;
        whole++;
      }
    }
    if (whole == 0) {
      return zero(c, sign);
    }
    int shift = Long.numberOfLeadingZeros(whole);
    return result(c, sign | BIAS + 63 - shift, whole << shift);
  }

  /** a times two to the power of b truncated. */
  public static long scale(FpuContext c, int seA, long a, int seB, long b) {
    if (isUnordered(seA, a) || isUnordered(seB, b)) {
      return propagate(c, seA, a, seB, b);
    }
    int sign = seA & SIGN;
    if (isInfinite(seB, b)) {
      return scaleByInfinity(c, seA, a, (seB & SIGN) != 0);
    }
    noteDenormal(c, seA, a);
    noteDenormal(c, seB, b);
    boolean unscaled = b == 0 && a > 0;
    if (isInfinite(seA, a) || isZero(seA, a) || unscaled) {
      return result(c, seA, a);
    }
    int shift = Long.numberOfLeadingZeros(a);
    return Rounding.roundExtended(c, sign, exponent(seA) - shift + truncate(seB, b), a << shift, 0);
  }

  private static long scaleByInfinity(FpuContext c, int se, long a, boolean negative) {
    if (negative ? isInfinite(se, a) : isZero(se, a)) {
      return invalid(c);
    }
    noteDenormal(c, se, a);
    return negative ? zero(c, se & SIGN) : infinity(c, se & SIGN);
  }

  private static int truncate(int se, long b) {
    int e = exponent(se) - BIAS;
    int magnitude = e < 0 ? 0 : e > 16 ? FAR : (int) (b >>> 63 - e);
    return (se & SIGN) != 0 ? -magnitude : magnitude;
  }

  /** The significand as a value in [1, 2); the exponent is the second result. */
  public static long extract(FpuContext c, int se, long a) {
    if (isUnordered(se, a)) {
      long nan = propagate(c, se, a);
      return second(c, c.signExponent, nan, c.signExponent, nan);
    }
    if (isInfinite(se, a)) {
      return second(c, EXPONENT, INTEGER_BIT, se, a);
    }
    if (isZero(se, a)) {
      c.flags |= ZERO_DIVIDE;
      return second(c, SIGN | EXPONENT, INTEGER_BIT, se, a);
    }
    noteDenormal(c, se, a);
    int shift = Long.numberOfLeadingZeros(a);
    long exponent = Integers.fromInteger(c, exponent(se) - shift - BIAS);
    return second(c, c.signExponent, exponent, se & SIGN | BIAS, a << shift);
  }

  private static long second(FpuContext c, int secondSe, long second, int se, long a) {
    c.secondSignExponent = secondSe;
    c.secondSignificand = second;
    return result(c, se, a);
  }
}
