package org.kvas.translator.x86.semantics.sse;

import static org.kvas.translator.x86.semantics.sse.Lanes.byteAt;
import static org.kvas.translator.x86.semantics.sse.Lanes.dwords;
import static org.kvas.translator.x86.semantics.sse.Lanes.high;
import static org.kvas.translator.x86.semantics.sse.Lanes.unsignedByteAt;
import static org.kvas.translator.x86.semantics.sse.Lanes.unsignedWordAt;
import static org.kvas.translator.x86.semantics.sse.Lanes.wordAt;
import static org.kvas.translator.x86.semantics.sse.Lanes.words;

/**
 * Packed products, sums of products and of absolute differences. SDM Vol. 2B, PMULxx, PMADDxx,
 * PSADBW, MPSADBW, PHMINPOSUW.
 */
public final class PackedMultiply {
  private PackedMultiply() {}

  private static int product(long a, long b, int i) {
    return wordAt(a, i) * wordAt(b, i);
  }

  private static int unsignedProduct(long a, long b, int i) {
    return unsignedWordAt(a, i) * unsignedWordAt(b, i);
  }

  public static long pmullw(long a, long b) {
    return words(product(a, b, 0), product(a, b, 1), product(a, b, 2), product(a, b, 3));
  }

  public static long pmulhw(long a, long b) {
    return words(
        product(a, b, 0) >> 16,
        product(a, b, 1) >> 16,
        product(a, b, 2) >> 16,
        product(a, b, 3) >> 16);
  }

  public static long pmulhuw(long a, long b) {
    return words(
        unsignedProduct(a, b, 0) >>> 16,
        unsignedProduct(a, b, 1) >>> 16,
        unsignedProduct(a, b, 2) >>> 16,
        unsignedProduct(a, b, 3) >>> 16);
  }

  public static long pmulhrsw(long a, long b) {
    return words(rounded(a, b, 0), rounded(a, b, 1), rounded(a, b, 2), rounded(a, b, 3));
  }

  private static int rounded(long a, long b, int i) {
    return (product(a, b, i) >> 14) + 1 >> 1;
  }

  public static long pmuludq(long a, long b) {
    return (a & 0xffff_ffffL) * (b & 0xffff_ffffL);
  }

  public static long pmuldq(long a, long b) {
    return (long) (int) a * (int) b;
  }

  public static long pmulld(long a, long b) {
    return dwords((int) a * (int) b, high(a) * high(b));
  }

  public static long pmaddwd(long a, long b) {
    return dwords(product(a, b, 0) + product(a, b, 1), product(a, b, 2) + product(a, b, 3));
  }

  /** {@code a} unsigned bytes, {@code b} signed; sums saturate. */
  public static long pmaddubsw(long a, long b) {
    return words(bytePair(a, b, 0), bytePair(a, b, 2), bytePair(a, b, 4), bytePair(a, b, 6));
  }

  private static int bytePair(long a, long b, int i) {
    int sum = unsignedByteAt(a, i) * byteAt(b, i) + unsignedByteAt(a, i + 1) * byteAt(b, i + 1);
    return Math.clamp(sum, Short.MIN_VALUE, Short.MAX_VALUE);
  }

  public static long psadbw(long a, long b) {
    long sum = 0;
    for (int i = 0; i < 8; i++) {
      sum += Math.abs(unsignedByteAt(a, i) - unsignedByteAt(b, i));
    }
    return sum;
  }

  /**
   * Four words of MPSADBW: each the distance of the four bytes {@code block} from four bytes of
   * {@code window}, which slides by one.
   *
   * @param window seven bytes that matter
   */
  public static long mpsadbw(long window, int block) {
    long low = window & 0xffff_ffffL;
    long b = block & 0xffff_ffffL;
    return words(
        (int) psadbw(low, b),
        (int) psadbw(window >>> 8 & 0xffff_ffffL, b),
        (int) psadbw(window >>> 16 & 0xffff_ffffL, b),
        (int) psadbw(window >>> 24 & 0xffff_ffffL, b));
  }

  /** The least of eight words in bits 15-0, the place of its first occurrence in bits 18-16. */
  public static long phminposuw(long low, long high) {
    int best = unsignedWordAt(low, 0);
    int place = 0;
    for (int i = 1; i < 8; i++) {
      int word = unsignedWordAt(i < 4 ? low : high, i & 3);
      if (word < best) {
        best = word;
        place = i;
      }
    }
    return best | place << 16;
  }
}
