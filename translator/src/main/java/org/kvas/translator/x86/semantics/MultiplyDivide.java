package org.kvas.translator.x86.semantics;

/**
 * Multiplication and division of 1, 2, 4 and 8 bytes. SDM Vol. 2, MUL, IMUL, DIV, IDIV.
 *
 * <p>Flags the SDM leaves undefined are those of current Intel processors: a multiplication sets SF
 * and PF by the low half of the product and clears ZF and AF; a division changes none.
 */
public final class MultiplyDivide {
  private MultiplyDivide() {}

  private static long zeroExtend(int size, long value) {
    return value & -1L >>> 64 - (size << 3);
  }

  /** The upper half of the unsigned product, in the low {@code size} bytes. */
  public static long unsignedHigh(int size, long a, long b) {
    return size == 8
        ? Math.unsignedMultiplyHigh(a, b)
        : zeroExtend(size, a) * zeroExtend(size, b) >>> (size << 3);
  }

  /** The upper half of the signed product of two sign-extended values. */
  public static long signedHigh(int size, long a, long b) {
    return size == 8 ? Math.multiplyHigh(a, b) : a * b >> (size << 3);
  }

  /**
   * All six flags after a multiplication.
   *
   * @param low the low half of the product, sign-extended
   * @param significant whether the upper half holds more than the extension of the lower
   */
  public static int multiplyFlags(long low, boolean significant) {
    return (significant ? Flags.CF | Flags.OF : 0)
        | (low < 0 ? Flags.SF : 0)
        | (Flags.evenParity(low) ? Flags.PF : 0);
  }

  /** {@link #multiplyFlags} of a signed multiplication of sign-extended values. */
  public static int signedMultiplyFlags(int size, long a, long b) {
    int shift = 64 - (size << 3);
    long low = a * b << shift >> shift;
    return multiplyFlags(low, signedHigh(size, a, b) != low >> 63);
  }

  /** {@link #multiplyFlags} of an unsigned multiplication of sign-extended values. */
  public static int unsignedMultiplyFlags(int size, long a, long b) {
    int shift = 64 - (size << 3);
    return multiplyFlags(a * b << shift >> shift, unsignedHigh(size, a, b) != 0);
  }

  /**
   * Whether {@code high:low / divisor} does not fit the quotient: divisor zero included. All
   * unsigned, the size's low bits count.
   */
  public static boolean unsignedOverflows(int size, long high, long divisor) {
    return Long.compareUnsigned(zeroExtend(size, high), zeroExtend(size, divisor)) >= 0;
  }

  /** Unsigned quotient; only when not {@link #unsignedOverflows}. */
  public static long unsignedQuotient(int size, long high, long low, long divisor) {
    if (size == 8) {
      return high == 0 ? Long.divideUnsigned(low, divisor) : wideQuotient(high, low, divisor);
    }
    int bits = size << 3;
    return Long.divideUnsigned(
        zeroExtend(size, high) << bits | zeroExtend(size, low), zeroExtend(size, divisor));
  }

  /** The remainder that belongs to a quotient, signed or unsigned, modulo the size. */
  public static long remainder(long low, long divisor, long quotient) {
    return low - quotient * divisor;
  }

  /** 128 by 64 bits, schoolbook in base 2^32. The divisor is above {@code high}, unsigned. */
  private static long wideQuotient(long high, long low, long divisor) {
    int shift = Long.numberOfLeadingZeros(divisor);
    long d = divisor << shift;
    long top = shift == 0 ? high : high << shift | low >>> 64 - shift;
    long bottom = low << shift;
    long q1 = quotientDigit(top, bottom >>> 32, d);
    long rest = (top << 32 | bottom >>> 32) - q1 * d;
    long q0 = quotientDigit(rest, bottom & 0xffffffffL, d);
    return q1 << 32 | q0;
  }

  /**
   * One 32-bit digit of {@code (top:next) / d}, where d has its top bit set and is above {@code
   * top}.
   */
  private static long quotientDigit(long top, long next, long d) {
    long dHigh = d >>> 32;
    long dLow = d & 0xffffffffL;
    long q = Long.divideUnsigned(top, dHigh);
    long r = top - q * dHigh;
    while (q >>> 32 != 0 || Long.compareUnsigned(q * dLow, r << 32 | next) > 0) {
      q--;
      r += dHigh;
      if (r >>> 32 != 0) {
        break;
      }
    }
    return q;
  }

  /**
   * Whether {@code high:low / divisor}, signed, does not fit the quotient: divisor zero included.
   * Values sign-extended.
   */
  public static boolean signedOverflows(int size, long high, long low, long divisor) {
    if (divisor == 0) {
      return true;
    }
    if (size < 8) {
      long quotient = dividend(size, high, low) / divisor;
      int shift = 64 - (size << 3);
      return quotient << shift >> shift != quotient;
    }
    if (high == low >> 63) {
      return low == Long.MIN_VALUE && divisor == -1;
    }
    long absoluteDivisor = Math.abs(divisor);
    long absoluteHigh = absoluteHigh(high, low);
    if (Long.compareUnsigned(absoluteHigh, absoluteDivisor) >= 0) {
      return true;
    }
    long quotient = wideQuotient(absoluteHigh, high < 0 ? -low : low, absoluteDivisor);
    return high < 0 == divisor < 0
        ? quotient < 0
        : Long.compareUnsigned(quotient, Long.MIN_VALUE) > 0;
  }

  /** Signed quotient, truncated towards zero; only when not {@link #signedOverflows}. */
  public static long signedQuotient(int size, long high, long low, long divisor) {
    if (size < 8) {
      return dividend(size, high, low) / divisor;
    }
    if (high == low >> 63) {
      return low / divisor;
    }
    long quotient = wideQuotient(absoluteHigh(high, low), high < 0 ? -low : low, Math.abs(divisor));
    return high < 0 == divisor < 0 ? quotient : -quotient;
  }

  private static long dividend(int size, long high, long low) {
    return high << (size << 3) | zeroExtend(size, low);
  }

  private static long absoluteHigh(long high, long low) {
    return high >= 0 ? high : low == 0 ? -high : ~high;
  }
}
