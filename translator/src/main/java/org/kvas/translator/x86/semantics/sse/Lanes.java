package org.kvas.translator.x86.semantics.sse;

/** Bit patterns of packed lanes, and the moves that SWAR code is made of. */
final class Lanes {
  /** Sign bits of bytes, words and doublewords. */
  static final long BYTE_SIGNS = 0x8080_8080_8080_8080L;

  static final long WORD_SIGNS = 0x8000_8000_8000_8000L;
  static final long DWORD_SIGNS = 0x8000_0000_8000_0000L;

  /** A one in each word, and in each doubleword. */
  static final long WORD_ONES = 0x0001_0001_0001_0001L;

  static final long DWORD_ONES = 0x0000_0001_0000_0001L;

  private Lanes() {}

  /**
   * Fills each lane of {@code bits} wide whose sign bit is set in {@code signs} (which has no
   * others).
   */
  static long fill(long signs, int bits) {
    return signs - (signs >>> bits - 1) | signs;
  }

  /** {@code a} where {@code mask} is ones, {@code b} where it is zeros. */
  static long select(long mask, long a, long b) {
    return b ^ (a ^ b) & mask;
  }

  /** Lane sums, wrapping. */
  static long add(long a, long b, long signs) {
    return (a & ~signs) + (b & ~signs) ^ (a ^ b) & signs;
  }

  /** Lane differences, wrapping. */
  static long subtract(long a, long b, long signs) {
    return (a | signs) - (b & ~signs) ^ (a ^ ~b) & signs;
  }

  /** The sign bits of lanes where {@code a < b} unsigned: the borrows. */
  static long below(long a, long b, long signs) {
    return (~a & b | ~(a ^ b) & subtract(a, b, signs)) & signs;
  }

  /** The sign bits of lanes where {@code a < b} signed. */
  static long less(long a, long b, long signs) {
    return below(a ^ signs, b ^ signs, signs);
  }

  /** The sign bits of lanes that are zero. */
  static long zero(long a, long signs) {
    return ~((a & ~signs) + ~signs | a) & signs;
  }

  static int byteAt(long a, int i) {
    return (byte) (a >>> 8 * i);
  }

  static int unsignedByteAt(long a, int i) {
    return (int) (a >>> 8 * i) & 0xff;
  }

  static int wordAt(long a, int i) {
    return (short) (a >>> 16 * i);
  }

  static int unsignedWordAt(long a, int i) {
    return (int) (a >>> 16 * i) & 0xffff;
  }

  static int high(long a) {
    return (int) (a >>> 32);
  }

  static long words(int w0, int w1, int w2, int w3) {
    return w0 & 0xffffL | (w1 & 0xffffL) << 16 | (w2 & 0xffffL) << 32 | (long) w3 << 48;
  }

  static long dwords(int low, int high) {
    return low & 0xffff_ffffL | (long) high << 32;
  }
}
