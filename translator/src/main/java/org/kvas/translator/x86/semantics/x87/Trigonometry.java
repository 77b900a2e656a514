package org.kvas.translator.x86.semantics.x87;

import static org.kvas.translator.x86.semantics.x87.Float80.*;

/**
 * FSIN, FCOS, FSINCOS and FPTAN, within one unit in the last place of the function at the operand
 * reduced by a 66-bit pi, as the hardware's are. SDM Vol. 1, 8.3.8 and 8.3.10.
 */
public final class Trigonometry {
  /** Pi / 2 in units of 2^-65: 66 bits. */
  private static final long HALF_PI_HIGH = 3;

  private static final long HALF_PI_LOW = 0x243f6a8885a308d3L;

  /** Below this exponent hardware gives the operand for its sine, in every rounding mode. */
  private static final int TINY_SINE = -53;

  /** Below this exponent hardware gives the operand for its tangent, and one for its cosine. */
  private static final int TINY = -68;

  private Trigonometry() {}

  /** Whether the operand is finite and too large: C2 is to be set and nothing done. */
  public static boolean isOutOfRange(int se, long a) {
    return (se & EXPONENT) >= BIAS + 63 && a < 0 && (se & EXPONENT) != EXPONENT;
  }

  public static long sine(FpuContext c, int se, long a) {
    if (!isNormal(se, a) && !isDenormal(se, a)) {
      return isZero(se, a) ? result(c, se, a) : nanOrInfinity(c, se, a);
    }
    noteDenormal(c, se, a);
    return sineOfFinite(c, se, a);
  }

  public static long cosine(FpuContext c, int se, long a) {
    if (!isNormal(se, a) && !isDenormal(se, a)) {
      return isZero(se, a) ? result(c, BIAS, INTEGER_BIT) : nanOrInfinity(c, se, a);
    }
    noteDenormal(c, se, a);
    return cosineOfFinite(c, se, a);
  }

  /** The cosine; the sine is the second result. C1 is the cosine's. */
  public static long sineAndCosine(FpuContext c, int se, long a) {
    long sine = sine(c, se, a);
    c.secondSignificand = sine;
    c.secondSignExponent = c.signExponent;
    c.flags &= ~StatusWord.C1;
    return cosine(c, se, a);
  }

  /** FPTAN: one, or a NaN where the tangent is one; the tangent is the second result. */
  public static long tangentAndOne(FpuContext c, int se, long a) {
    long tangent = tangent(c, se, a);
    c.secondSignificand = tangent;
    c.secondSignExponent = c.signExponent;
    return isUnordered(c.signExponent, tangent) ? tangent : result(c, BIAS, INTEGER_BIT);
  }

  private static long tangent(FpuContext c, int se, long a) {
    if (!isNormal(se, a) && !isDenormal(se, a)) {
      return isZero(se, a) ? result(c, se, a) : nanOrInfinity(c, se, a);
    }
    noteDenormal(c, se, a);
    int e = unbiased(se, a);
    DoubleDouble m = signed(se, a);
    if (e < TINY) {
      return m.round(c, e);
    }
    Reduced r = reduce(e, a, m);
    DoubleDouble sine = Series.sine(r.angle);
    DoubleDouble cosine = Series.cosine(r.angle);
    DoubleDouble tangent = (r.quadrant & 1) == 0 ? sine.over(cosine) : cosine.over(sine).negate();
    return ((se & SIGN) != 0 ? tangent.negate() : tangent).round(c, 0);
  }

  private static long nanOrInfinity(FpuContext c, int se, long a) {
    return isUnordered(se, a) ? propagate(c, se, a) : invalid(c);
  }

  private static int unbiased(int se, long a) {
    return exponent(se) - Long.numberOfLeadingZeros(a) - BIAS;
  }

  private static DoubleDouble signed(int se, long a) {
    DoubleDouble m = DoubleDouble.ofSignificand(a << Long.numberOfLeadingZeros(a));
    return (se & SIGN) != 0 ? m.negate() : m;
  }

  private static long sineOfFinite(FpuContext c, int se, long a) {
    int e = unbiased(se, a);
    DoubleDouble m = signed(se, a);
    if (e < TINY_SINE) {
      return m.round(c, e);
    }
    Reduced r = reduce(e, a, m);
    DoubleDouble value = (r.quadrant & 1) == 0 ? Series.sine(r.angle) : Series.cosine(r.angle);
    boolean negative = (r.quadrant & 2) != 0 != ((se & SIGN) != 0);
    return (negative ? value.negate() : value).round(c, 0);
  }

  private static long cosineOfFinite(FpuContext c, int se, long a) {
    int e = unbiased(se, a);
    if (e < TINY) {
      return DoubleDouble.ONE.round(c, 0);
    }
    Reduced r = reduce(e, a, signed(se, a));
    DoubleDouble value = (r.quadrant & 1) == 0 ? Series.cosine(r.angle) : Series.sine(r.angle);
    boolean negative = (r.quadrant + 1 & 2) != 0;
    return (negative ? value.negate() : value).round(c, 0);
  }

  /** |x| = quadrant * pi / 2 + angle, the angle between -pi / 4 and pi / 4. */
  private record Reduced(int quadrant, DoubleDouble angle) {}

  private static Reduced reduce(int e, long a, DoubleDouble m) {
    if (e < -1) {
      return new Reduced(0, m.magnitude().scale(Math.scalb(1.0, e)));
    }
    long high = 0;
    long low = a;
    int quadrant = 0;
    for (int shift = e + 2; shift > 0; shift--) {
      high = high << 1 | low >>> 63;
      low <<= 1;
      quadrant <<= 1;
      if (isAtLeastHalfPi(high, low)) {
        high -= HALF_PI_HIGH + (Long.compareUnsigned(low, HALF_PI_LOW) < 0 ? 1 : 0);
        low -= HALF_PI_LOW;
        quadrant |= 1;
      }
    }
    if (!isAtLeastHalfPi(high << 1 | low >>> 63, low << 1)) {
      return new Reduced(quadrant, ofUnits(high, low));
    }
    long borrow = Long.compareUnsigned(HALF_PI_LOW, low) < 0 ? 1 : 0;
    return new Reduced(
        quadrant + 1, ofUnits(HALF_PI_HIGH - high - borrow, HALF_PI_LOW - low).negate());
  }

  private static boolean isAtLeastHalfPi(long high, long low) {
    return high > HALF_PI_HIGH
        || high == HALF_PI_HIGH && Long.compareUnsigned(low, HALF_PI_LOW) >= 0;
  }

  /** A number of 66 bits in units of 2^-65. */
  private static DoubleDouble ofUnits(long high, long low) {
    return DoubleDouble.ordered(high * 0x1p-1, (low >>> 32) * 0x1p-33)
        .plus((low & 0xffffffffL) * 0x1p-65);
  }
}
