package org.kvas.translator.x86.semantics.x87;

import static org.kvas.translator.x86.semantics.x87.Float80.*;

/** FYL2X and FYL2XP1, within one unit in the last place. */
public final class Logarithm {
  /**
   * The significand of the square root of two, above which a number is closer to the next power of
   * two.
   */
  private static final long SQUARE_ROOT_OF_TWO = 0xb504f333f9de6484L;

  private Logarithm() {}

  /** y log2(x). */
  public static long yLog2X(FpuContext c, int seX, long x, int seY, long y) {
    if (isUnordered(seX, x) || isUnordered(seY, y)) {
      return propagate(c, seX, x, seY, y);
    }
    boolean one = seX == BIAS && x == INTEGER_BIT;
    boolean zeroX = isZero(seX, x);
    boolean infiniteY = isInfinite(seY, y);
    if ((seX & SIGN) != 0 && !zeroX
        || isZero(seY, y) && (zeroX || isInfinite(seX, x))
        || infiniteY && one) {
      return invalid(c);
    }
    int sign = seY & SIGN;
    if (zeroX) {
      return logarithmOfZero(c, sign, infiniteY);
    }
    noteDenormal(c, seX, x);
    noteDenormal(c, seY, y);
    boolean below = (seX & EXPONENT) < BIAS;
    if (isInfinite(seX, x) || infiniteY) {
      return infinity(c, below ? sign ^ SIGN : sign);
    }
    if (one || isZero(seY, y)) {
      return zero(c, below ? sign ^ SIGN : sign);
    }
    int shift = Long.numberOfLeadingZeros(x);
    return product(c, log2(exponent(seX) - shift - BIAS, x << shift), 0, seY, y);
  }

  private static long logarithmOfZero(FpuContext c, int sign, boolean infiniteY) {
    if (!infiniteY) {
      c.flags |= StatusWord.ZERO_DIVIDE;
    }
    return infinity(c, sign ^ SIGN);
  }

  private static DoubleDouble log2(int e, long significand) {
    DoubleDouble m = DoubleDouble.ofSignificand(significand);
    if (Long.compareUnsigned(significand, SQUARE_ROOT_OF_TWO) > 0) {
      m = m.scale(0.5);
      e++;
    }
    if (significand == INTEGER_BIT) {
      return new DoubleDouble(e, 0);
    }
    return Series.logarithmOfOnePlus(m.plus(-1)).times(DoubleDouble.LOG2_E).plus(e);
  }

  /**
   * y log2(x + 1). Outside 1 - sqrt(1/2) either side of zero, where the manual defines nothing, it
   * is computed all the same; for x of -1 and less, x comes back as it does from hardware.
   */
  public static long yLog2XPlusOne(FpuContext c, int seX, long x, int seY, long y) {
    if (isUnordered(seX, x) || isUnordered(seY, y)) {
      return propagate(c, seX, x, seY, y);
    }
    int sign = (seX ^ seY) & SIGN;
    boolean zeroX = isZero(seX, x);
    boolean infiniteX = isInfinite(seX, x);
    boolean infiniteY = isInfinite(seY, y);
    boolean zeroY = isZero(seY, y);
    boolean negative = (seX & SIGN) != 0;
    if (infiniteY && zeroX || infiniteX && (zeroY || negative)) {
      return invalid(c);
    }
    noteDenormal(c, seX, x);
    noteDenormal(c, seY, y);
    if (infiniteX || infiniteY) {
      return infinity(c, sign);
    }
    if (zeroX || zeroY) {
      return zero(c, sign);
    }
    int unbiased = exponent(seX) - Long.numberOfLeadingZeros(x) - BIAS;
    if (negative && unbiased >= 0) {
      c.flags |= StatusWord.PRECISION;
      return result(c, seX, x);
    }
    return product(c, seX, unbiased, x << Long.numberOfLeadingZeros(x), seY, y);
  }

  private static long product(FpuContext c, int seX, int e, long significand, int seY, long y) {
    DoubleDouble m = DoubleDouble.ofSignificand(significand);
    if ((seX & SIGN) != 0) {
      m = m.negate();
    }
    if (e < -200) {
      return product(c, m.times(DoubleDouble.LOG2_E), e, seY, y);
    }
    if (e > 120) {
      return product(c, log2(e, significand), 0, seY, y);
    }
    DoubleDouble x = m.scale(Math.scalb(1.0, e));
    if (x.hi() >= -0.29 && x.hi() <= 0.41) {
      return product(c, Series.logarithmOfOnePlus(x).times(DoubleDouble.LOG2_E), 0, seY, y);
    }
    DoubleDouble sum = x.plus(1);
    int k = Math.getExponent(sum.hi());
    DoubleDouble reduced = sum.scale(Math.scalb(1.0, -k));
    if (reduced.hi() > 1.41) {
      reduced = reduced.scale(0.5);
      k++;
    }
    DoubleDouble fraction = reduced.plus(-1);
    DoubleDouble log =
        fraction.hi() == 0
            ? DoubleDouble.ONE.times(0)
            : Series.logarithmOfOnePlus(fraction).times(DoubleDouble.LOG2_E);
    return product(c, log.plus(k), 0, seY, y);
  }

  private static long product(FpuContext c, DoubleDouble log, int logExponent, int seY, long y) {
    int shift = Long.numberOfLeadingZeros(y);
    DoubleDouble m = DoubleDouble.ofSignificand(y << shift);
    if ((seY & SIGN) != 0) {
      m = m.negate();
    }
    return log.times(m).round(c, exponent(seY) - shift - BIAS + logExponent);
  }
}
