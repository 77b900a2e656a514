package org.kvas.translator.x86.semantics.x87;

import static org.kvas.translator.x86.semantics.x87.Float80.*;

/**
 * F2XM1, within one unit in the last place. Outside -1 to 1, where the manual defines nothing, the
 * operand comes back unchanged.
 */
public final class Exponential {
  private Exponential() {}

  /** 2^a - 1. */
  public static long twoToTheXMinusOne(FpuContext c, int se, long a) {
    if (isUnordered(se, a)) {
      return propagate(c, se, a);
    }
    if (isZero(se, a)) {
      return result(c, se, a);
    }
    int sign = se & SIGN;
    if (isInfinite(se, a)) {
      return sign == 0 ? result(c, se, a) : result(c, SIGN | BIAS, INTEGER_BIT);
    }
    noteDenormal(c, se, a);
    int shift = Long.numberOfLeadingZeros(a);
    int e = exponent(se) - shift - BIAS;
    if (e >= 0) {
      return beyondOne(c, se, a, sign);
    }
    DoubleDouble x = DoubleDouble.ofSignificand(a << shift);
    if (sign != 0) {
      x = x.negate();
    }
    DoubleDouble t = x.times(DoubleDouble.LN_2);
    return e < -200
        ? t.round(c, e)
        : Series.exponentialMinusOne(t.scale(Math.scalb(1.0, e))).round(c, 0);
  }

  private static long beyondOne(FpuContext c, int se, long a, int sign) {
    c.flags |= StatusWord.PRECISION;
    if (a == INTEGER_BIT && (se & EXPONENT) == BIAS) {
      return sign == 0 ? result(c, BIAS, INTEGER_BIT) : result(c, SIGN | BIAS - 1, INTEGER_BIT);
    }
    return result(c, se, a);
  }
}
