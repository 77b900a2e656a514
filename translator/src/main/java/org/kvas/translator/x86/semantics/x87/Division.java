package org.kvas.translator.x86.semantics.x87;

import static org.kvas.translator.x86.semantics.x87.Float80.*;

/** FDIV, FDIVR. */
public final class Division {
  private static final long LOW_32 = 0xffffffffL;

  private Division() {}

  /** a / b. */
  public static long divide(FpuContext c, int seA, long a, int seB, long b) {
    int sign = (seA ^ seB) & SIGN;
    return isNormal(seA, a) && isNormal(seB, b)
        ? quotient(c, sign, (seA & EXPONENT) - (seB & EXPONENT), a, b)
        : divideSpecial(c, sign, seA, a, seB, b);
  }

  private static long divideSpecial(FpuContext c, int sign, int seA, long a, int seB, long b) {
    if (isUnordered(seA, a) || isUnordered(seB, b)) {
      return propagate(c, seA, a, seB, b);
    }
    boolean infiniteA = isInfinite(seA, a);
    boolean infiniteB = isInfinite(seB, b);
    boolean zeroA = isZero(seA, a);
    boolean zeroB = isZero(seB, b);
    if (infiniteA && infiniteB || zeroA && zeroB) {
      return invalid(c);
    }
    if (zeroB && !infiniteA) {
      c.flags |= StatusWord.ZERO_DIVIDE;
      c.flags &= ~StatusWord.DENORMAL;
      return infinity(c, sign);
    }
    noteDenormal(c, seA, a);
    noteDenormal(c, seB, b);
    if (infiniteA) {
      return infinity(c, sign);
    }
    if (infiniteB || zeroA) {
      return zero(c, sign);
    }
    int shiftA = Long.numberOfLeadingZeros(a);
    int shiftB = Long.numberOfLeadingZeros(b);
    return quotient(
        c, sign, exponent(seA) - shiftA - exponent(seB) + shiftB, a << shiftA, b << shiftB);
  }

  private static long quotient(FpuContext c, int sign, int exponents, long a, long b) {
    boolean below = Long.compareUnsigned(a, b) < 0;
    long high = below ? a : a >>> 1;
    long low = below ? 0 : a << 63;
    long q = divide128(high, low, b);
    long remainder = low - q * b;
    return Rounding.round(
        c, sign, exponents + (below ? BIAS - 1 : BIAS), q, fraction(remainder, b));
  }

  /** What remainder / divisor rounds like: 0, below half, half, above half. */
  private static long fraction(long remainder, long divisor) {
    if (remainder == 0) {
      return 0;
    }
    int order = Long.compareUnsigned(remainder, divisor - remainder);
    return order < 0 ? 1 : order == 0 ? Long.MIN_VALUE : Long.MIN_VALUE | 1;
  }

  /**
   * Quotient of a 128-bit dividend by a normalized divisor greater than its high half (Knuth,
   * algorithm D with 32-bit digits).
   */
  static long divide128(long high, long low, long divisor) {
    long d1 = divisor >>> 32;
    long d0 = divisor & LOW_32;
    long q1 = digit(high, low >>> 32, d1, d0);
    long rest = (high << 32 | low >>> 32) - q1 * divisor;
    long q0 = digit(rest, low & LOW_32, d1, d0);
    return (q1 << 32) + q0;
  }

  private static long digit(long high, long next, long d1, long d0) {
    long q = Long.divideUnsigned(high, d1);
    long r = high - q * d1;
    while (q > LOW_32 || Long.compareUnsigned(q * d0, r << 32 | next) > 0) {
      q--;
      r += d1;
      if (r > LOW_32) {
        break;
      }
    }
    return q;
  }
}
