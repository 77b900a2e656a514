package org.kvas.translator.x86.semantics.x87;

import static org.kvas.translator.x86.semantics.x87.Float80.*;
import static org.kvas.translator.x86.semantics.x87.StatusWord.*;

/** The 80-bit packed BCD format: eighteen digits and a sign byte. SDM Vol. 1, 4.7. */
public final class PackedDecimal {
  private static final long LIMIT = 1_000_000_000_000_000_000L;
  private static final int DIGITS_LOW = 16;

  /** High 16 bits of the packed BCD indefinite; the low 64 are {@link #INDEFINITE_LOW}. */
  public static final int INDEFINITE_HIGH = 0xffff;

  public static final long INDEFINITE_LOW = 0xc000L << 48;

  private PackedDecimal() {}

  /**
   * FBLD. Digits above 9 are undefined by the manual; each counts with its weight here.
   *
   * @param low digits 0 to 15
   * @param high digits 16 and 17, and the sign in bit 15
   */
  public static long fromDecimal(FpuContext c, long low, int high) {
    long value = (high >>> 4 & 15) * 10L + (high & 15);
    for (int i = DIGITS_LOW - 1; i >= 0; i--) {
      value = value * 10 + (low >>> 4 * i & 15);
    }
    long significand = Integers.fromInteger(c, value);
    c.signExponent |= high & SIGN;
    return significand;
  }

  /** FBSTP: the low 64 bits; bits 64 to 79 are left in {@link FpuContext#signExponent}. */
  public static long toDecimal(FpuContext c, int se, long a) {
    int before = c.flags;
    long value = Integers.toInteger(c, se, a, 64);
    long magnitude = Math.abs(value);
    if ((c.flags & INVALID) != 0 || Long.compareUnsigned(magnitude, LIMIT) >= 0) {
      c.flags = before | INVALID;
      c.signExponent = INDEFINITE_HIGH;
      return INDEFINITE_LOW;
    }
    long low = 0;
    for (int i = 0; i < DIGITS_LOW; i++) {
      low |= magnitude % 10 << 4 * i;
      magnitude /= 10;
    }
    c.signExponent = se & SIGN | (int) (magnitude / 10) << 4 | (int) (magnitude % 10);
    return low;
  }
}
