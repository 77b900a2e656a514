package org.kvas.translator.x86.semantics;

/**
 * BMI1, BMI2 and ADX where Java has no operator for them. Values are zero-extended from {@code
 * bits}, 32 or 64. SDM Vol. 2, BEXTR, BZHI, ADCX.
 */
public final class BitFields {
  private BitFields() {}

  /** The field that {@code control} gives start (bits 0 to 7) and length (8 to 15) of. */
  public static long extract(int bits, long value, long control) {
    int start = (int) control & 0xff;
    int length = (int) (control >>> 8) & 0xff;
    long shifted = start < bits ? value >>> start : 0;
    return length < bits ? shifted & (1L << length) - 1 : shifted;
  }

  /** {@code value} without the bits from {@code index} (its low byte) on. */
  public static long zeroHigh(int bits, long value, long index) {
    int n = (int) index & 0xff;
    return n < bits ? value & (1L << n) - 1 : value;
  }

  /** Whether the index, its low byte, lies beyond the operand: BZHI's CF. */
  public static boolean isBeyond(int bits, long index) {
    return (index & 0xff) >= bits;
  }

  /** CF of BLSI. */
  public static boolean any(long source) {
    return source != 0;
  }

  /** CF of BLSR and BLSMSK. */
  public static boolean none(long source) {
    return source == 0;
  }

  /**
   * Flags of the BMI instructions: SF and ZF by the low {@code bits} of the result. OF is clear, as
   * are, on Intel processors, AF and PF, which the SDM leaves undefined.
   */
  public static int flags(int bits, long result, boolean carry) {
    long top = result << 64 - bits;
    return (carry ? Flags.CF : 0) | (top == 0 ? Flags.ZF : 0) | (top < 0 ? Flags.SF : 0);
  }

  /**
   * Flags of TZCNT and LZCNT; those that the SDM leaves undefined are clear, as on Intel
   * processors.
   */
  public static int countFlags(long source, long count) {
    return (source == 0 ? Flags.CF : 0) | (count == 0 ? Flags.ZF : 0);
  }

  /** {@code status} with {@code flag} set to the carry out of a sum. */
  public static int withCarryOut(int status, int flag, int bits, long a, long b, long sum) {
    long carry = (a & b | (a | b) & ~sum) >>> bits - 1 & 1;
    return carry != 0 ? status | flag : status & ~flag;
  }
}
