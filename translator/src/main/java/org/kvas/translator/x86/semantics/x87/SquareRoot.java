package org.kvas.translator.x86.semantics.x87;

import static org.kvas.translator.x86.semantics.x87.Float80.*;

/** FSQRT. */
public final class SquareRoot {
  private SquareRoot() {}

  public static long squareRoot(FpuContext c, int se, long a) {
    if (isUnordered(se, a)) {
      return propagate(c, se, a);
    }
    if (isZero(se, a)) {
      return result(c, se, a);
    }
    if ((se & SIGN) != 0) {
      return invalid(c);
    }
    if (isInfinite(se, a)) {
      return infinity(c, 0);
    }
    noteDenormal(c, se, a);
    int shift = Long.numberOfLeadingZeros(a);
    int unbiased = exponent(se) - shift - BIAS;
    return root(c, unbiased, a << shift);
  }

  private static long root(FpuContext c, int unbiased, long a) {
    boolean odd = (unbiased & 1) != 0;
    long high = odd ? a : a >>> 1;
    long low = odd ? 0 : a << 63;
    long r = estimate(high, low);
    long squareHigh = Math.unsignedMultiplyHigh(r, r);
    long squareLow = r * r;
    while (Long.compareUnsigned(squareHigh, high) > 0
        || squareHigh == high && Long.compareUnsigned(squareLow, low) > 0) {
      r--;
      squareHigh = Math.unsignedMultiplyHigh(r, r);
      squareLow = r * r;
    }
    // The remainder a - r * r is at most 2 r, so it fits 65 bits; one more step where it is larger.
    long restHigh = high - squareHigh - (Long.compareUnsigned(low, squareLow) < 0 ? 1 : 0);
    long rest = low - squareLow;
    while (restHigh > 1 || restHigh == 1 && Long.compareUnsigned(rest, r << 1) > 0) {
      long step = r << 1 | 1;
      restHigh -= 1 + (Long.compareUnsigned(rest, step) < 0 ? 1 : 0);
      rest -= step;
      r++;
    }
    int e = (unbiased - (odd ? 1 : 0)) / 2 + BIAS;
    return Rounding.round(c, 0, e, r, fraction(r, restHigh, rest));
  }

  /** The root of the 128-bit number to a few units; its own top bit is set. */
  private static long estimate(long high, long low) {
    long r = (long) (Math.sqrt(unsigned(high)) * 0x1p31) << 1;
    if (r >= 0) {
      r = -1L;
    }
    // One Newton step, r + (n - r * r) / (2 r), in doubles: the error shrinks from 2^12 to 1.
    long squareHigh = Math.unsignedMultiplyHigh(r, r);
    long squareLow = r * r;
    double difference = (double) (high - squareHigh) * 0x1p64 + unsigned(low) - unsigned(squareLow);
    long correction = (long) (difference / (2 * unsigned(r)));
    long better = r + correction;
    return better >= 0 ? correction > 0 ? -1L : INTEGER_BIT : better;
  }

  private static double unsigned(long value) {
    return (value >>> 1) * 2.0 + (value & 1);
  }

  /**
   * The root's fraction is above a half where the remainder exceeds r; it is never exactly a half.
   */
  private static long fraction(long r, long restHigh, long rest) {
    if (restHigh == 0 && rest == 0) {
      return 0;
    }
    return restHigh != 0 || Long.compareUnsigned(rest, r) > 0 ? Long.MIN_VALUE | 1 : 1;
  }
}
