package org.kvas.translator.x86.semantics.crypto;

/**
 * Products of polynomials over GF(2), PCLMULQDQ. Carries of integer products fall into holes: each
 * factor is split into four, every fourth bit in each part, and no column of 16 such bits overflows
 * into the next one that counts.
 */
public final class CarrylessMultiply {
  private static final long EVERY_FOURTH = 0x1111_1111_1111_1111L;

  private CarrylessMultiply() {}

  /** Low quadword of the product. */
  public static long low(long a, long b) {
    long result = 0;
    for (int column = 0; column < 4; column++) {
      long sum = 0;
      for (int i = 0; i < 4; i++) {
        sum ^= (a & EVERY_FOURTH << i) * (b & EVERY_FOURTH << (column - i & 3));
      }
      result |= sum & EVERY_FOURTH << column;
    }
    return result;
  }

  /** High quadword of the product: the low one of the mirrored factors, mirrored. */
  public static long high(long a, long b) {
    return Long.reverse(low(Long.reverse(a), Long.reverse(b))) >>> 1;
  }
}
