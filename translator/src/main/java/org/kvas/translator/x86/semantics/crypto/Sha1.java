package org.kvas.translator.x86.semantics.crypto;

/**
 * Four rounds of SHA-1 and its message schedule. FIPS 180-4, 6.1; SDM Vol. 2B, SHA1RNDS4 and its
 * neighbours. Words stand in reverse: A, or the earliest message word, in bits 127 to 96.
 */
public final class Sha1 {
  private static final int[] CONSTANTS = {0x5a82_7999, 0x6ed9_eba1, 0x8f1b_bcdc, 0xca62_c1d6};

  private Sha1() {}

  /**
   * SHA1RNDS4.
   *
   * @param low the state's C and D, {@code high} its A and B
   * @param messageHigh word 0, E already added to it, and word 1; {@code messageLow} words 2 and 3
   * @param function of the rounds: 0 Ch, 1 and 3 Parity, 2 Maj
   */
  public static Block rounds(long low, long high, long messageLow, long messageHigh, int function) {
    int a = (int) (high >>> 32);
    int b = (int) high;
    int c = (int) (low >>> 32);
    int d = (int) low;
    int e = 0;
    for (int round = 0; round < 4; round++) {
      long half = round < 2 ? messageHigh : messageLow;
      int word = (int) (half >>> 32 * (~round & 1));
      int next = Integer.rotateLeft(a, 5) + f(function, b, c, d) + e + word + CONSTANTS[function];
      e = d;
      d = c;
      c = Integer.rotateLeft(b, 30);
      b = a;
      a = next;
    }
    return Block.of(d, c, b, a);
  }

  private static int f(int function, int b, int c, int d) {
    return switch (function) {
      case 0 -> b & c ^ ~b & d;
      case 2 -> b & c ^ b & d ^ c & d;
      default -> b ^ c ^ d;
    };
  }

  /** SHA1NEXTE, its high quadword: the E that A, in {@code high}, becomes, added to word 0. */
  public static long nextE(long high, long messageHigh) {
    int e = Integer.rotateLeft((int) (high >>> 32), 30);
    return messageHigh + ((long) e << 32);
  }

  /** SHA1MSG1: of words 0 to 3 in {@code high:low} and words 4 and 5 in {@code nextHigh}. */
  public static Block message1(long low, long high, long nextHigh) {
    return new Block(nextHigh ^ low, low ^ high);
  }

  /** SHA1MSG2: four new words, of which the last needs the first. */
  public static Block message2(long low, long high, long previousLow, long previousHigh) {
    int w16 = Integer.rotateLeft((int) (high >>> 32) ^ (int) previousHigh, 1);
    int w17 = Integer.rotateLeft((int) high ^ (int) (previousLow >>> 32), 1);
    int w18 = Integer.rotateLeft((int) (low >>> 32) ^ (int) previousLow, 1);
    int w19 = Integer.rotateLeft((int) low ^ w16, 1);
    return Block.of(w19, w18, w17, w16);
  }
}
