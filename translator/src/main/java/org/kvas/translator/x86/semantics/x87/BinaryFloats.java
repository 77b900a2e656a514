package org.kvas.translator.x86.semantics.x87;

import static org.kvas.translator.x86.semantics.x87.Float80.*;
import static org.kvas.translator.x86.semantics.x87.StatusWord.*;

/**
 * Conversions from and to the 32- and 64-bit formats: the memory operands of FLD, FST, FADD and the
 * like. Widening is exact and keeps a signalling NaN as it is, for the operation to find; only a
 * denormal is noted here, because it is none any more in the wider format.
 */
public final class BinaryFloats {
  private static final int FRACTION_32 = 23;
  private static final int FRACTION_64 = 52;
  private static final int MAX_32 = 0xff;
  private static final int MAX_64 = 0x7ff;

  private BinaryFloats() {}

  public static long fromFloat32(FpuContext c, int bits) {
    return unpack(
        c,
        bits >> 16 & SIGN,
        bits >>> FRACTION_32 & MAX_32,
        (long) bits << 63 - FRACTION_32,
        MAX_32);
  }

  public static long fromFloat64(FpuContext c, long bits) {
    return unpack(
        c,
        (int) (bits >> 48) & SIGN,
        (int) (bits >>> FRACTION_64) & MAX_64,
        bits << 63 - FRACTION_64,
        MAX_64);
  }

  /**
   * @param fraction at bits 62 and below; bit 63 is ignored
   */
  private static long unpack(FpuContext c, int sign, int exponent, long fraction, int max) {
    if (exponent - 1 >>> 1 >= max >> 1) {
      return unpackSpecial(c, sign, exponent, fraction & Long.MAX_VALUE, max);
    }
    c.signExponent = sign | exponent + BIAS - (max >> 1);
    return fraction | INTEGER_BIT;
  }

  private static long unpackSpecial(FpuContext c, int sign, int exponent, long fraction, int max) {
    if (exponent == max) {
      return result(c, sign | EXPONENT, fraction | INTEGER_BIT);
    }
    if (exponent != 0) {
      return result(c, sign | exponent + BIAS - (max >> 1), fraction | INTEGER_BIT);
    }
    if (fraction == 0) {
      return zero(c, sign);
    }
    c.flags |= DENORMAL;
    int shift = Long.numberOfLeadingZeros(fraction);
    return result(c, sign | 1 + BIAS - (max >> 1) - shift, fraction << shift);
  }

  /** Whether widening raises nothing: no denormal, no signalling NaN. */
  public static boolean isQuiet32(int bits) {
    int exponent = bits >>> FRACTION_32 & MAX_32;
    return exponent != 0 && exponent != MAX_32
        || isQuietSpecial((long) bits << 63 - FRACTION_32, exponent);
  }

  public static boolean isQuiet64(long bits) {
    int exponent = (int) (bits >>> FRACTION_64) & MAX_64;
    return exponent != 0 && exponent != MAX_64
        || isQuietSpecial(bits << 63 - FRACTION_64, exponent);
  }

  private static boolean isQuietSpecial(long fraction, int exponent) {
    return (fraction & Long.MAX_VALUE) == 0 || exponent != 0 && (fraction & QUIET_BIT) != 0;
  }

  /** The significand of a value that {@link #isQuiet64}. */
  public static long significand64(long bits) {
    return bits << 1 == 0 ? 0 : bits << 63 - FRACTION_64 | INTEGER_BIT;
  }

  public static int signExponent64(long bits) {
    int exponent = (int) (bits >>> FRACTION_64) & MAX_64;
    int wide = exponent == MAX_64 ? EXPONENT : exponent == 0 ? 0 : exponent + BIAS - (MAX_64 >> 1);
    return (int) (bits >>> 48) & SIGN | wide;
  }

  /** The significand of a value that {@link #isQuiet32}. */
  public static long significand32(int bits) {
    return bits << 1 == 0 ? 0 : (long) bits << 63 - FRACTION_32 | INTEGER_BIT;
  }

  public static int signExponent32(int bits) {
    int exponent = bits >>> FRACTION_32 & MAX_32;
    int wide = exponent == MAX_32 ? EXPONENT : exponent == 0 ? 0 : exponent + BIAS - (MAX_32 >> 1);
    return bits >>> 16 & SIGN | wide;
  }

  public static int toFloat32(FpuContext c, int se, long a) {
    return (int) pack(c, se, a, FRACTION_32, MAX_32, (se & SIGN) != 0 ? 1L << 31 : 0);
  }

  public static long toFloat64(FpuContext c, int se, long a) {
    return pack(c, se, a, FRACTION_64, MAX_64, (se & SIGN) != 0 ? Long.MIN_VALUE : 0);
  }

  private static long pack(FpuContext c, int se, long a, int fractionBits, int max, long sign) {
    int e = (se & EXPONENT) - BIAS + (max >> 1);
    int unused = 63 - fractionBits;
    if (a < 0 && e > 0 && e < max && a << 64 - unused == 0) {
      return sign | (long) e << fractionBits | (a & Long.MAX_VALUE) >>> unused;
    }
    if (isNormal(se, a)) {
      return packNormal(c, e, a, unused, max, sign);
    }
    if (isDenormal(se, a)) {
      int shift = Long.numberOfLeadingZeros(a);
      return packNormal(c, e + 1 - shift, a << shift, unused, max, sign);
    }
    if (a == 0 && (se & EXPONENT) == 0) {
      return sign;
    }
    if (isInfinite(se, a)) {
      return sign | (long) max << fractionBits;
    }
    long nan = propagate(c, se, a);
    long nanSign = (c.signExponent & SIGN) != 0 ? 1L << 63 - unused + sizeOfExponent(max) : 0;
    return nanSign | (long) max << fractionBits | (nan & Long.MAX_VALUE) >>> unused;
  }

  private static int sizeOfExponent(int max) {
    return 32 - Integer.numberOfLeadingZeros(max);
  }

  private static long packNormal(FpuContext c, int e, long a, int unused, int max, long sign) {
    int fractionBits = 63 - unused;
    int signBit = sign != 0 ? SIGN : 0;
    boolean tiny = e < 0 || e == 0 && !carries(c, signBit, a, unused);
    if (tiny && (c.control & UNDERFLOW) == 0) {
      c.flags |= UNDERFLOW;
      return 0;
    }
    if (e >= max) {
      return overflow(c, signBit, fractionBits, max, sign);
    }
    int cut = unused + (e <= 0 ? 1 - e : 0);
    long whole = cut < 64 ? a >>> cut : 0;
    long rest = Rounding.shiftRightLow(a, 0, cut);
    boolean up = rest != 0 && ControlWord.roundsUp(c.control, signBit, (whole & 1) != 0, rest);
    // The integer bit, and a carry out of the fraction, add to the exponent field.
    long packed = ((long) Math.max(e - 1, 0) << fractionBits) + whole + (up ? 1 : 0);
    if (packed >>> fractionBits >= max) {
      return overflow(c, signBit, fractionBits, max, sign);
    }
    if (rest != 0) {
      c.flags |= (tiny ? UNDERFLOW : 0) | StatusWord.PRECISION | (up ? C1 : 0);
    }
    return sign | packed;
  }

  private static boolean carries(FpuContext c, int sign, long a, int unused) {
    return a >>> unused == -1L >>> unused
        && ControlWord.roundsUp(c.control, sign, true, a << 64 - unused);
  }

  private static long overflow(FpuContext c, int signBit, int fractionBits, int max, long sign) {
    c.flags |= OVERFLOW;
    if ((c.control & OVERFLOW) == 0) {
      return 0;
    }
    c.flags |= StatusWord.PRECISION;
    boolean up = ControlWord.roundsUp(c.control, signBit, true, -1L);
    if (up) {
      c.flags |= C1;
    }
    return sign | ((long) max << fractionBits) - (up ? 0 : 1);
  }
}
