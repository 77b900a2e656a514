package org.kvas.translator.x86.semantics.x87;

import static org.kvas.translator.x86.semantics.x87.ControlWord.*;
import static org.kvas.translator.x86.semantics.x87.Float80.*;
import static org.kvas.translator.x86.semantics.x87.StatusWord.*;

/**
 * The last step of every operation: from an exact 128-bit result to the destination format. SDM
 * Vol. 1, 4.8.4, 8.4 and 8.5.
 */
final class Rounding {
  /**
   * What an unmasked overflow or underflow moves the exponent by, so that the result fits. SDM Vol.
   * 1, 8.5.4.
   */
  static final int BIAS_ADJUST = 0x6000;

  private Rounding() {}

  /**
   * Rounds as the control word's precision says.
   *
   * @param sign 0 or {@link Float80#SIGN}
   * @param e biased exponent, of any size
   * @param significand with its integer bit
   * @param low the 64 bits below it, the lowest one sticky
   */
  static long round(FpuContext c, int sign, int e, long significand, long low) {
    if ((c.control & (ROUNDING | ControlWord.PRECISION)) == PRECISION_64 && e - 1 >>> 1 < 0x3ffe) {
      c.signExponent = sign | e;
      return low == 0 ? significand : nearest(c, significand, low);
    }
    return roundAt(c, sign, e, significand, low, unusedBits(c.control));
  }

  /** Rounds to 64 bits whatever the precision control: FSCALE, FPREM, transcendentals. */
  static long roundExtended(FpuContext c, int sign, int e, long significand, long low) {
    return roundAt(c, sign, e, significand, low, 0);
  }

  /** Rounds and packs a result that need not have its integer bit; zero keeps the given sign. */
  static long normalizeAndRound(FpuContext c, int sign, int e, long significand, long low) {
    if (significand == 0) {
      if (low == 0) {
        return zero(c, sign);
      }
      significand = low;
      low = 0;
      e -= 64;
    }
    int shift = Long.numberOfLeadingZeros(significand);
    if (shift != 0) {
      significand = significand << shift | low >>> 64 - shift;
      low <<= shift;
    }
    return round(c, sign, e - shift, significand, low);
  }

  private static long nearest(FpuContext c, long significand, long low) {
    c.flags |= StatusWord.PRECISION;
    if (low > 0 || low == Long.MIN_VALUE && (significand & 1) == 0) {
      return significand;
    }
    c.flags |= C1;
    if (++significand == 0) {
      c.signExponent++;
      return INTEGER_BIT;
    }
    return significand;
  }

  private static long roundAt(
      FpuContext c, int sign, int e, long significand, long low, int unused) {
    if (e <= 0) {
      boolean tiny = e < 0 || !carries(c.control, sign, significand, low, unused);
      if (tiny && (c.control & UNDERFLOW) == 0) {
        c.flags |= UNDERFLOW;
        e += BIAS_ADJUST;
        if (e <= 0) {
          c.flags |= StatusWord.PRECISION;
          return zero(c, sign);
        }
      } else {
        return denormalize(c, sign, e, significand, low, unused, tiny);
      }
    }
    long rest = rest(significand, low, unused);
    long kept = significand & -1L << unused;
    boolean up = roundsUp(c.control, sign, (kept >>> unused & 1) != 0, rest);
    if (up) {
      kept += 1L << unused;
      if (kept == 0) {
        kept = INTEGER_BIT;
        e++;
      }
    }
    if (e >= EXPONENT) {
      if ((c.control & OVERFLOW) != 0) {
        return overflow(c, sign, unused);
      }
      c.flags |= OVERFLOW;
      e -= BIAS_ADJUST;
      if (e >= EXPONENT) {
        c.flags |= StatusWord.PRECISION | C1;
        return infinity(c, sign);
      }
    }
    if (rest != 0) {
      c.flags |= up ? StatusWord.PRECISION | C1 : StatusWord.PRECISION;
    }
    c.signExponent = sign | e;
    return kept;
  }

  private static long denormalize(
      FpuContext c, int sign, int e, long significand, long low, int unused, boolean tiny) {
    int shift = 1 - e;
    long shiftedLow = shiftRightLow(significand, low, shift);
    long shifted = shift < 64 ? significand >>> shift : 0;
    long rest = rest(shifted, shiftedLow, unused);
    long kept = shifted & -1L << unused;
    if (rest != 0) {
      c.flags |= tiny ? UNDERFLOW | StatusWord.PRECISION : StatusWord.PRECISION;
      if (roundsUp(c.control, sign, (kept >>> unused & 1) != 0, rest)) {
        c.flags |= C1;
        kept += 1L << unused;
      }
    }
    c.signExponent = sign | (kept < 0 ? 1 : 0);
    return kept;
  }

  /** Whether rounding with an unbounded exponent reaches the next power of two. */
  private static boolean carries(int control, int sign, long significand, long low, int unused) {
    return significand >>> unused == -1L >>> unused
        && roundsUp(control, sign, true, rest(significand, low, unused));
  }

  /** What rounding cuts off, left-aligned with a sticky bit. */
  private static long rest(long significand, long low, int unused) {
    if (unused == 0) {
      return low;
    }
    long sticky = low != 0 ? 1 : 0;
    return significand << 64 - unused | sticky;
  }

  private static long overflow(FpuContext c, int sign, int unused) {
    c.flags |= OVERFLOW | StatusWord.PRECISION;
    int mode = c.control & ROUNDING;
    if (mode == NEAREST || mode == (sign != 0 ? DOWN : UP)) {
      c.flags |= C1;
      return infinity(c, sign);
    }
    return result(c, sign | EXPONENT - 1, -1L << unused);
  }

  /** The low half of a 128-bit right shift, its lowest bit sticky. */
  static long shiftRightLow(long high, long low, int shift) {
    if (shift == 0) {
      return low;
    }
    if (shift < 64) {
      return high << 64 - shift | low >>> shift | (low << 64 - shift != 0 ? 1 : 0);
    }
    if (shift == 64) {
      return high | (low != 0 ? 1 : 0);
    }
    if (shift < 128) {
      return high >>> shift - 64 | ((high << 128 - shift | low) != 0 ? 1 : 0);
    }
    return (high | low) != 0 ? 1 : 0;
  }
}
