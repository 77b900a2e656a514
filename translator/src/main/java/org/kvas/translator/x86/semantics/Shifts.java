package org.kvas.translator.x86.semantics;

/**
 * Shifts and rotates of 1, 2, 4 and 8 bytes. SDM Vol. 2B, SAL/SAR/SHL/SHR, RCL/RCR/ROL/ROR, SHLD,
 * SHRD.
 *
 * <p>Values come and go sign-extended to 64 bits. Counts are masked (see {@link #mask}) and not
 * zero: a masked count of zero changes neither value nor flags. The {@code ...Flags} methods give
 * CF and OF in their RFLAGS positions; AF is clear after a shift and unchanged by a rotate. OF for
 * counts above 1 is left undefined by the SDM; here, as on current Intel processors, it is what a
 * count of 1 would give.
 */
public final class Shifts {
  private Shifts() {}

  /** The part of a count that matters: 6 bits for 8-byte operands, else 5. */
  public static int mask(int size, int count) {
    return count & (size == 8 ? 63 : 31);
  }

  private static int bits(int size) {
    return size << 3;
  }

  private static long zeroExtend(int size, long value) {
    return value & -1L >>> 64 - bits(size);
  }

  private static long signExtend(int size, long value) {
    int shift = 64 - bits(size);
    return value << shift >> shift;
  }

  private static int flags(long carry, boolean overflow) {
    return (int) carry & Flags.CF | (overflow ? Flags.OF : 0);
  }

  /** Whether the two highest bits differ: whether doubling overflows. */
  private static boolean doublingOverflows(int size, long value) {
    int top = bits(size) - 1;
    return ((value >>> top ^ value >>> top - 1) & 1) != 0;
  }

  public static long shl(int size, long value, int count) {
    return signExtend(size, value << count);
  }

  public static int shlFlags(int size, long value, int count) {
    return flags(zeroExtend(size, value) >>> bits(size) - count, doublingOverflows(size, value));
  }

  public static long shr(int size, long value, int count) {
    return signExtend(size, zeroExtend(size, value) >>> count);
  }

  public static int shrFlags(int size, long value, int count) {
    return flags(zeroExtend(size, value) >>> count - 1, value < 0);
  }

  public static long sar(long value, int count) {
    return value >> count;
  }

  public static int sarFlags(long value, int count) {
    return flags(value >> count - 1, false);
  }

  public static long rol(int size, long value, int count) {
    int k = count & bits(size) - 1;
    long v = zeroExtend(size, value);
    return signExtend(size, v << k | v >>> bits(size) - k);
  }

  /**
   * @param result what {@link #rol} gave
   */
  public static int rolFlags(int size, long value, long result) {
    return flags(result, doublingOverflows(size, value));
  }

  public static long ror(int size, long value, int count) {
    int k = count & bits(size) - 1;
    long v = zeroExtend(size, value);
    return signExtend(size, v >>> k | v << bits(size) - k);
  }

  /**
   * @param result what {@link #ror} gave
   */
  public static int rorFlags(long value, long result) {
    return flags(result >>> 63, (value < 0) != ((value & 1) != 0));
  }

  /**
   * The places a rotate through carry of {@code count} really moves: 9 and 17 bits turn in full
   * circles.
   */
  public static int turns(int size, int count) {
    return size < 4 ? count % (bits(size) + 1) : count;
  }

  /**
   * @param carry CF, 0 or 1
   */
  public static long rcl(int size, long value, int count, int carry) {
    int k = turns(size, count);
    if (k == 0) {
      return value;
    }
    long v = zeroExtend(size, value);
    return signExtend(size, v << k | (long) carry << k - 1 | v >>> 1 >>> bits(size) - k);
  }

  /** Not for a count of no {@link #turns}: then CF and OF stay. */
  public static int rclFlags(int size, long value, int count) {
    return flags(
        zeroExtend(size, value) >>> bits(size) - turns(size, count),
        doublingOverflows(size, value));
  }

  /**
   * @param carry CF, 0 or 1
   */
  public static long rcr(int size, long value, int count, int carry) {
    int k = turns(size, count);
    if (k == 0) {
      return value;
    }
    long v = zeroExtend(size, value);
    return signExtend(size, v >>> k | (long) carry << bits(size) - k | v << 1 << bits(size) - k);
  }

  /** Not for a count of no {@link #turns}: then CF and OF stay. */
  public static int rcrFlags(int size, long value, int count, int carry) {
    return flags(zeroExtend(size, value) >>> turns(size, count) - 1, value < 0 != (carry != 0));
  }

  /**
   * Shifts {@code value} left, filling from the top of {@code source}. Two-byte counts above 16,
   * undefined in the SDM, go on with {@code value} itself, as on Intel processors.
   */
  public static long shld(int size, long value, long source, int count) {
    return switch (size) {
      case 2 -> (short) (threeWords(value, source) >>> 32 - count);
      case 4 -> (int) ((value << 32 | source & 0xffffffffL) >>> 32 - count);
      default -> value << count | source >>> 64 - count;
    };
  }

  public static int shldFlags(int size, long value, int count, long source) {
    long carry =
        size == 2
            ? threeWords(value, source) >>> 48 - count
            : zeroExtend(size, value) >>> bits(size) - count;
    return flags(carry, doublingOverflows(size, value));
  }

  /**
   * Shifts {@code value} right, filling from the bottom of {@code source}; for two-byte counts
   * above 16 see {@link #shld}.
   */
  public static long shrd(int size, long value, long source, int count) {
    return switch (size) {
      case 2 -> (short) (threeWords(value, source) >>> count);
      case 4 -> (int) ((source << 32 | value & 0xffffffffL) >>> count);
      default -> value >>> count | source << 64 - count;
    };
  }

  public static int shrdFlags(int size, long value, int count, long source) {
    long carry = size == 2 ? threeWords(value, source) >>> count - 1 : value >>> count - 1;
    return flags(carry, (value < 0) != ((source & 1) != 0));
  }

  private static long threeWords(long value, long source) {
    long v = value & 0xffff;
    return v << 32 | (source & 0xffff) << 16 | v;
  }
}
