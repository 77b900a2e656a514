package org.kvas.translator.x86.semantics.sse;

/**
 * {@code a * b + c}, rounded once: the product is kept in 128 bits. SDM Vol. 1, 14.5.
 *
 * <p>Until it is rounded a value is {@code (high:low) * 2^(exponent - 124)}.
 */
final class SoftFusedMultiply {
  private final SoftFloat soft;
  private final FloatFormat format;

  SoftFusedMultiply(SoftFloat soft, FloatFormat format) {
    this.soft = soft;
    this.format = format;
  }

  /**
   * @param signs {@link FusedMultiply#NEGATE_PRODUCT} and {@link FusedMultiply#NEGATE_ADDEND}
   */
  long compute(long a, long b, long c, int signs) {
    a = soft.operand(a);
    b = soft.operand(b);
    c = soft.operand(c);
    if (format.isNaN(a) || format.isNaN(b) || format.isNaN(c)) {
      return nan(a, b, c);
    }
    long sign = a ^ b ^ ((signs & FusedMultiply.NEGATE_PRODUCT) != 0 ? format.sign : 0);
    sign &= format.sign;
    c ^= (signs & FusedMultiply.NEGATE_ADDEND) != 0 ? format.sign : 0;
    boolean infinite = format.isInfinite(a) || format.isInfinite(b);
    boolean zero = format.isZero(a) || format.isZero(b);
    boolean opposed = format.isNegative(c ^ sign);
    if (infinite && (zero || format.isInfinite(c) && opposed)) {
      return soft.invalid();
    }
    soft.noteDenormal(a);
    soft.noteDenormal(b);
    soft.noteDenormal(c);
    if (infinite) {
      return sign | format.infinity;
    }
    if (format.isInfinite(c)) {
      return c;
    }
    if (zero) {
      return format.isZero(c) ? (opposed ? soft.zeroOfCancellation() : c) : soft.repack(c);
    }
    return finite(sign != 0, a, b, c, opposed);
  }

  /** The first NaN of multiplicand, multiplier, addend, whatever their order in the instruction. */
  private long nan(long a, long b, long c) {
    if (format.isNaN(a)) {
      return soft.nan(a, format.isSignalling(b) ? b : c);
    }
    return soft.nan(b, c);
  }

  private long finite(boolean negative, long a, long b, long c, boolean opposed) {
    long x = format.significand(a);
    long y = format.significand(b);
    long high = Math.multiplyHigh(x, y);
    long low = x * y;
    int exponent = format.exponent(a) + format.exponent(b);
    if (format.isZero(c)) {
      return normalize(negative, exponent, high, low);
    }
    long z = format.significand(c);
    long addendHigh = z >>> 2;
    long addendLow = z << 62;
    int distance = exponent - format.exponent(c);
    if (distance >= 0) {
      long jammed = shiftedLow(addendHigh, addendLow, distance);
      addendHigh = shiftedHigh(addendHigh, distance);
      addendLow = jammed;
    } else {
      long jammed = shiftedLow(high, low, -distance);
      high = shiftedHigh(high, -distance);
      low = jammed;
      exponent -= distance;
    }
    return opposed
        ? difference(negative, exponent, high, low, addendHigh, addendLow)
        : sum(negative, exponent, high, low, addendHigh, addendLow);
  }

  private long sum(
      boolean negative, int exponent, long high, long low, long addendHigh, long addendLow) {
    long sumLow = low + addendLow;
    int carry = Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0;
    return normalize(negative, exponent, high + addendHigh + carry, sumLow);
  }

  private long difference(
      boolean negative, int exponent, long high, long low, long addendHigh, long addendLow) {
    if (high == addendHigh && low == addendLow) {
      return soft.zeroOfCancellation();
    }
    boolean less =
        high != addendHigh ? high < addendHigh : Long.compareUnsigned(low, addendLow) < 0;
    return less
        ? normalize(
            !negative, exponent, addendHigh - high - borrow(addendLow, low), addendLow - low)
        : normalize(
            negative, exponent, high - addendHigh - borrow(low, addendLow), low - addendLow);
  }

  private static int borrow(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? 1 : 0;
  }

  private static long shiftedHigh(long high, int distance) {
    return distance > 63 ? 0 : high >>> distance;
  }

  /** Low quadword of {@code high:low >>> distance}, lost bits kept in bit 0. */
  private static long shiftedLow(long high, long low, int distance) {
    if (distance == 0) {
      return low;
    }
    if (distance > 127) {
      return 1;
    }
    if (distance > 63) {
      int rest = distance - 64;
      boolean lost = low != 0 || (high & (1L << rest) - 1) != 0;
      return high >>> rest | (lost ? 1 : 0);
    }
    boolean lost = low << 64 - distance != 0;
    return low >>> distance | high << 64 - distance | (lost ? 1 : 0);
  }

  /** Rounds a value that is not zero; bit 127 is clear. */
  private long normalize(boolean negative, int exponent, long high, long low) {
    if (high == 0) {
      exponent -= 64;
      int up = Long.numberOfLeadingZeros(low) - 1;
      return up < 0
          ? soft.round(negative, exponent + 3, low >>> 1 | low & 1)
          : soft.round(negative, exponent + 2 - up, low << up);
    }
    int up = Long.numberOfLeadingZeros(high) - 1;
    long significand = up == 0 ? high : high << up | low >>> 64 - up;
    long rest = low << up;
    return soft.round(negative, exponent + 2 - up, significand | (rest != 0 ? 1 : 0));
  }
}
