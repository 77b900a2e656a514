package org.kvas.translator.x86.semantics.x87;

import static org.kvas.translator.x86.semantics.x87.Float80.*;
import static org.kvas.translator.x86.semantics.x87.StatusWord.*;

/** Conversions from and to signed integers of 16, 32 and 64 bits: FILD, FIST, FISTTP. */
public final class Integers {
  private Integers() {}

  /** The significand of an integer; with {@link #signExponent} what {@link #fromInteger} gives. */
  public static long significand(long value) {
    long magnitude = Math.abs(value);
    return magnitude << Long.numberOfLeadingZeros(magnitude);
  }

  public static int signExponent(long value) {
    int exponent = BIAS + 63 - Long.numberOfLeadingZeros(Math.abs(value));
    return value == 0 ? 0 : (value < 0 ? SIGN : 0) | exponent;
  }

  public static long fromInteger(FpuContext c, long value) {
    if (value == 0) {
      return zero(c, 0);
    }
    long magnitude = Math.abs(value);
    int shift = Long.numberOfLeadingZeros(magnitude);
    c.signExponent = (value < 0 ? SIGN : 0) | BIAS + 63 - shift;
    return magnitude << shift;
  }

  /** {@link #toInteger} as a computation of its own. */
  public static long rounded(FpuContext c, int se, long a, int bits) {
    c.flags = 0;
    return toInteger(c, se, a, bits);
  }

  /** As {@link #rounded}, but toward zero: FISTTP. */
  public static long truncated(FpuContext c, int se, long a, int bits) {
    int control = c.control;
    c.control |= ControlWord.TRUNCATE;
    long result = rounded(c, se, a, bits);
    c.control = control;
    return result;
  }

  /**
   * The nearest integer by the rounding control, or the integer indefinite (only the top bit of
   * {@code bits} set, sign-extended).
   *
   * @param bits 16, 32 or 64
   */
  public static long toInteger(FpuContext c, int se, long a, int bits) {
    long indefinite = -1L << bits - 1;
    int cut = BIAS + 63 - (se & EXPONENT);
    if (isUnordered(se, a) || cut < 0) {
      c.flags |= INVALID;
      return indefinite;
    }
    int sign = se & SIGN;
    long whole = cut < 64 ? a >>> cut : 0;
    long rest = Rounding.shiftRightLow(a, 0, cut);
    boolean up = rest != 0 && ControlWord.roundsUp(c.control, sign, (whole & 1) != 0, rest);
    if (up && ++whole == 0) {
      c.flags |= INVALID;
      return indefinite;
    }
    long limit = sign != 0 ? -indefinite : ~indefinite;
    if (Long.compareUnsigned(whole, limit) > 0) {
      c.flags |= INVALID;
      return indefinite;
    }
    if (rest != 0) {
      c.flags |= StatusWord.PRECISION | (up ? C1 : 0);
    }
    return sign != 0 ? -whole : whole;
  }
}
