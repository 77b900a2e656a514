package org.kvas.translator.x86.semantics.x87;

import static org.kvas.translator.x86.semantics.x87.Float80.BIAS;
import static org.kvas.translator.x86.semantics.x87.Float80.EXPONENT;
import static org.kvas.translator.x86.semantics.x87.Float80.INTEGER_BIT;
import static org.kvas.translator.x86.semantics.x87.Float80.SIGN;

/**
 * The four operations and narrowing for what translated code meets nearly always: normal operands
 * and results, 64- or 53-bit precision, rounding to nearest. Anything else goes to the general
 * classes.
 *
 * <p>Methods set {@link FpuContext#signExponent} and {@link FpuContext#flags}, from {@link
 * FpuContext#control}. Branches on bits that are as good as random are avoided. Sums and products
 * are each one method too large for HotSpot to inline: inlined, a few dozen of them are all that C2
 * can hold of a loop.
 */
public final class NearestArithmetic {
  private static final int BIAS_32 = 127;
  private static final int BIAS_64 = 1023;

  /** Bits of the significand that the narrower formats have no place for. */
  private static final int UNUSED_32 = 40;

  private static final int UNUSED_64 = 11;

  private NearestArithmetic() {}

  /** A finite exponent, not that of denormals. */
  private static boolean inRange(int exponent) {
    return exponent - 1 >>> 1 < EXPONENT >> 1;
  }

  /** What 53-bit precision cuts off, left-aligned, its lowest bit sticky. */
  private static long cutOff(long significand, long low) {
    return significand << 64 - UNUSED_64 | (low == 0 ? 0 : 1);
  }

  /** 1 where rounding to nearest even goes up. */
  private static long up(long significand, long low) {
    return Long.compareUnsigned(low, Long.MIN_VALUE - (significand & 1)) > 0 ? 1 : 0;
  }

  private static int flags(long low, long up) {
    return low == 0 ? 0 : StatusWord.PRECISION | (int) up * StatusWord.C1;
  }

  public static long subtract(FpuContext c, int seA, long a, int seB, long b) {
    return add(c, seA, a, seB ^ SIGN, b, SIGN);
  }

  public static long add(FpuContext c, int seA, long a, int seB, long b) {
    return add(c, seA, a, seB, b, 0);
  }

  /**
   * @param negated {@link Float80#SIGN} where {@code seB} has been negated for a subtraction
   */
  private static long add(FpuContext c, int seA, long a, int seB, long b, int negated) {
    int order = (seA & EXPONENT) - (seB & EXPONENT);
    boolean swapped = order < 0 || order == 0 && Long.compareUnsigned(a, b) < 0;
    long larger = swapped ? b : a;
    long smaller = swapped ? a : b;
    int sign = (swapped ? seB : seA) & SIGN;
    int e = Math.max(seA & EXPONENT, seB & EXPONENT);
    int shift = Math.abs(order);
    int control = c.control & (ControlWord.ROUNDING | ControlWord.PRECISION);
    boolean plain = (a & b) < 0 && e < EXPONENT && e > shift && shift < 64;
    long aligned = smaller >>> shift;
    long low = smaller << 63 - shift << 1;
    long high;
    if (((seA ^ seB) & SIGN) == 0) {
      high = larger + aligned;
      if (Long.compareUnsigned(high, larger) < 0) {
        low = high << 63 | low >>> 1 | low & 1;
        high = high >>> 1 | INTEGER_BIT;
        e++;
      }
    } else {
      high = larger - aligned - (low != 0 ? 1 : 0);
      low = -low;
      int zeros = Long.numberOfLeadingZeros(high);
      plain &= high != 0;
      high = high << zeros | low >>> 1 >>> 63 - zeros;
      low <<= zeros;
      e -= zeros;
    }
    int unused = 0;
    if (control != ControlWord.PRECISION_64) {
      unused = UNUSED_64;
      plain &= control == ControlWord.PRECISION_53;
      low = cutOff(high, low);
      high &= -1L << UNUSED_64;
    }
    long up = up(high >>> unused, low);
    high += up << unused;
    int carry = high == 0 ? 1 : 0;
    high |= (long) carry << 63;
    if (!plain || !inRange(e) || e + carry == EXPONENT) {
      return addGenerally(c, seA, a, seB, b, negated);
    }
    c.signExponent = sign | e + carry;
    c.flags = flags(low, up);
    return high;
  }

  private static long addGenerally(FpuContext c, int seA, long a, int seB, long b, int negated) {
    c.flags = 0;
    return negated == 0
        ? Addition.add(c, seA, a, seB, b)
        : Addition.subtract(c, seA, a, seB ^ SIGN, b);
  }

  public static long multiply(FpuContext c, int seA, long a, int seB, long b) {
    int eA = seA & EXPONENT;
    int eB = seB & EXPONENT;
    int control = c.control & (ControlWord.ROUNDING | ControlWord.PRECISION);
    long high = Math.unsignedMultiplyHigh(a, b);
    long low = a * b;
    int e = eA + eB - BIAS;
    if (high < 0) {
      e++;
    } else {
      high = high << 1 | low >>> 63;
      low <<= 1;
    }
    boolean plain = (a & b) < 0 && e > 0 && e < EXPONENT;
    plain &= eA > 0 && eA < EXPONENT && eB > 0 && eB < EXPONENT;
    long up;
    if (control == ControlWord.PRECISION_64) {
      up = Long.compareUnsigned(low, Long.MIN_VALUE - (high & 1)) > 0 ? 1 : 0;
      high += up;
    } else {
      plain &= control == ControlWord.PRECISION_53;
      low = high << 64 - UNUSED_64 | (low == 0 ? 0 : 1);
      high &= -1L << UNUSED_64;
      up = Long.compareUnsigned(low, Long.MIN_VALUE - (high >>> UNUSED_64 & 1)) > 0 ? 1 : 0;
      high += up << UNUSED_64;
    }
    int carry = high == 0 ? 1 : 0;
    high |= (long) carry << 63;
    if (!plain || e + carry == EXPONENT) {
      return multiplyGenerally(c, seA, a, seB, b);
    }
    c.signExponent = (seA ^ seB) & SIGN | e + carry;
    c.flags = low == 0 ? 0 : StatusWord.PRECISION | (int) up * StatusWord.C1;
    return high;
  }

  private static long multiplyGenerally(FpuContext c, int seA, long a, int seB, long b) {
    c.flags = 0;
    return Multiplication.multiply(c, seA, a, seB, b);
  }

  /** To the 64-bit format. */
  public static long toFloat64(FpuContext c, int se, long a) {
    int e = (se & EXPONENT) - BIAS + BIAS_64;
    long whole = a >>> UNUSED_64;
    long rest = a << 64 - UNUSED_64;
    long up = up(whole, rest);
    // The integer bit, and a carry out of the fraction, add to the exponent field.
    long bits = (long) (se & SIGN) << 48 | (e - 1L << 63 - UNUSED_64) + whole + up;
    int flags = flags(rest, up);
    if (!(roundsToNearest(c) && a < 0 && e > 0 && e < 2 * BIAS_64)) {
      c.flags = 0;
      bits = BinaryFloats.toFloat64(c, se, a);
      flags = c.flags;
    }
    c.flags = flags;
    return bits;
  }

  /** To the 32-bit format. */
  public static int toFloat32(FpuContext c, int se, long a) {
    int e = (se & EXPONENT) - BIAS + BIAS_32;
    long whole = a >>> UNUSED_32;
    long rest = a << 64 - UNUSED_32;
    long up = up(whole, rest);
    int bits = (se & SIGN) << 16 | (e - 1 << 63 - UNUSED_32) + (int) (whole + up);
    int flags = flags(rest, up);
    if (!(roundsToNearest(c) && a < 0 && e > 0 && e < 2 * BIAS_32)) {
      c.flags = 0;
      bits = BinaryFloats.toFloat32(c, se, a);
      flags = c.flags;
    }
    c.flags = flags;
    return bits;
  }

  private static boolean roundsToNearest(FpuContext c) {
    return (c.control & ControlWord.ROUNDING) == ControlWord.NEAREST;
  }

  public static long divide(FpuContext c, int seA, long a, int seB, long b) {
    c.flags = 0;
    return Division.divide(c, seA, a, seB, b);
  }
}
