package org.kvas.translator.x86.semantics.crypto;

/** Two rounds of SHA-256 and its message schedule. FIPS 180-4, 6.2; SDM Vol. 2B, SHA256RNDS2. */
public final class Sha256 {
  private Sha256() {}

  /**
   * SHA256RNDS2: the new A, B, E, F, which stand from bit 127 down.
   *
   * @param low the state's G and H, {@code high} its C and D
   * @param sourceLow its E and F, {@code sourceHigh} its A and B
   * @param words message words 0 and 1 with their constants, from bit 0 up
   */
  public static Block rounds(long low, long high, long sourceLow, long sourceHigh, long words) {
    int a = (int) (sourceHigh >>> 32);
    int b = (int) sourceHigh;
    int c = (int) (high >>> 32);
    int d = (int) high;
    int e = (int) (sourceLow >>> 32);
    int f = (int) sourceLow;
    int g = (int) (low >>> 32);
    int h = (int) low;
    for (int round = 0; round < 2; round++) {
      int t = (e & f ^ ~e & g) + sum1(e) + (int) (words >>> 32 * round) + h;
      int next = t + (a & b ^ a & c ^ b & c) + sum0(a);
      h = g;
      g = f;
      f = e;
      e = t + d;
      d = c;
      c = b;
      b = a;
      a = next;
    }
    return Block.of(f, e, b, a);
  }

  /** SHA256MSG1: of words 0 to 3 and word 4, the low one of {@code nextLow}. */
  public static Block message1(long low, long high, long nextLow) {
    int w1 = (int) (low >>> 32);
    int w2 = (int) high;
    int w3 = (int) (high >>> 32);
    return Block.of(
        (int) low + sigma0(w1), w1 + sigma0(w2), w2 + sigma0(w3), w3 + sigma0((int) nextLow));
  }

  /** SHA256MSG2: four new words, of which the last two need the first two. */
  public static Block message2(long low, long high, long previousHigh) {
    int w16 = (int) low + sigma1((int) previousHigh);
    int w17 = (int) (low >>> 32) + sigma1((int) (previousHigh >>> 32));
    return Block.of(w16, w17, (int) high + sigma1(w16), (int) (high >>> 32) + sigma1(w17));
  }

  private static int sum0(int a) {
    return Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
  }

  private static int sum1(int e) {
    return Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
  }

  private static int sigma0(int w) {
    return Integer.rotateRight(w, 7) ^ Integer.rotateRight(w, 18) ^ w >>> 3;
  }

  private static int sigma1(int w) {
    return Integer.rotateRight(w, 17) ^ Integer.rotateRight(w, 19) ^ w >>> 10;
  }
}
