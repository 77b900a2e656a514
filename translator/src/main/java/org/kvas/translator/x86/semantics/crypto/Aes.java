package org.kvas.translator.x86.semantics.crypto;

/**
 * Rounds of the AES, without the exclusive or with the round key. FIPS 197, 5.1 to 5.3; SDM Vol.
 * 2A, AESENC, AESDEC, AESKEYGENASSIST, AESIMC.
 *
 * <p>A state is 16 bytes, column by column; methods give half of the next one, columns 0 and 1
 * ({@code half} 0) or 2 and 3 ({@code half} 1).
 */
public final class Aes {
  /** x^8 + x^4 + x^3 + x + 1. */
  private static final int POLYNOMIAL = 0x11b;

  private static final int[] SUBSTITUTION = substitution();
  private static final int[] INVERSE_SUBSTITUTION = inverse(SUBSTITUTION);

  /** A substituted byte of row 0 times its column of MixColumns; other rows are rotations of it. */
  private static final int[] ENCRYPTION = mixed(SUBSTITUTION, 0x03_01_01_02);

  private static final int[] DECRYPTION = mixed(INVERSE_SUBSTITUTION, 0x0b_0d_09_0e);
  private static final int[] INVERSE_MIX = mixed(identity(), 0x0b_0d_09_0e);

  private Aes() {}

  /** ShiftRows, SubBytes, MixColumns: AESENC. */
  public static long encrypt(long low, long high, int half) {
    return columns(
        mixedColumn(ENCRYPTION, low, high, 2 * half, 1),
        mixedColumn(ENCRYPTION, low, high, 2 * half + 1, 1));
  }

  /** ShiftRows, SubBytes: AESENCLAST. */
  public static long encryptLast(long low, long high, int half) {
    return columns(
        column(SUBSTITUTION, low, high, 2 * half, 1),
        column(SUBSTITUTION, low, high, 2 * half + 1, 1));
  }

  /** InvShiftRows, InvSubBytes, InvMixColumns: AESDEC. */
  public static long decrypt(long low, long high, int half) {
    return columns(
        mixedColumn(DECRYPTION, low, high, 2 * half, 3),
        mixedColumn(DECRYPTION, low, high, 2 * half + 1, 3));
  }

  /** InvShiftRows, InvSubBytes: AESDECLAST. */
  public static long decryptLast(long low, long high, int half) {
    return columns(
        column(INVERSE_SUBSTITUTION, low, high, 2 * half, 3),
        column(INVERSE_SUBSTITUTION, low, high, 2 * half + 1, 3));
  }

  /** InvMixColumns of two columns: AESIMC. */
  public static long inverseMixColumns(long a) {
    return columns(inverseMixColumn((int) a), inverseMixColumn((int) (a >>> 32)));
  }

  private static int inverseMixColumn(int a) {
    return INVERSE_MIX[a & 0xff]
        ^ Integer.rotateLeft(INVERSE_MIX[a >>> 8 & 0xff], 8)
        ^ Integer.rotateLeft(INVERSE_MIX[a >>> 16 & 0xff], 16)
        ^ Integer.rotateLeft(INVERSE_MIX[a >>> 24], 24);
  }

  /** What the key schedule takes of the odd doubleword of {@code a}: AESKEYGENASSIST. */
  public static long keyGenerationAssist(long a, int roundConstant) {
    int word = 0;
    for (int row = 0; row < 4; row++) {
      word |= SUBSTITUTION[(int) (a >>> 32 + 8 * row) & 0xff] << 8 * row;
    }
    return columns(word, Integer.rotateRight(word, 8) ^ roundConstant);
  }

  /** Row r of the column comes from the column {@code r * step} further on. */
  private static int mixedColumn(int[] table, long low, long high, int column, int step) {
    int result = table[byteAt(low, high, column, 0)];
    for (int row = 1; row < 4; row++) {
      int mixed = table[byteAt(low, high, column + row * step, row)];
      result ^= Integer.rotateLeft(mixed, 8 * row);
    }
    return result;
  }

  private static int column(int[] table, long low, long high, int column, int step) {
    int result = 0;
    for (int row = 0; row < 4; row++) {
      result |= table[byteAt(low, high, column + row * step, row)] << 8 * row;
    }
    return result;
  }

  private static int byteAt(long low, long high, int column, int row) {
    long half = (column & 2) != 0 ? high : low;
    return (int) (half >>> 32 * (column & 1) + 8 * row) & 0xff;
  }

  private static long columns(int first, int second) {
    return first & 0xffff_ffffL | (long) second << 32;
  }

  private static int[] substitution() {
    int[] table = new int[256];
    int power = 1;
    int inverse = 1;
    table[0] = 0x63;
    do { // powers of 3, and of its inverse 0xf6
      power = product(power, 3);
      inverse = product(inverse, 0xf6);
      int spread = inverse | inverse << 8;
      int sum = spread ^ spread >> 4 ^ spread >> 5 ^ spread >> 6 ^ spread >> 7;
      table[power] = (sum ^ 0x63) & 0xff;
    } while (power != 1);
    return table;
  }

  private static int[] identity() {
    int[] table = new int[256];
    for (int i = 0; i < 256; i++) {
      table[i] = i;
    }
    return table;
  }

  private static int[] inverse(int[] table) {
    int[] inverse = new int[256];
    for (int i = 0; i < 256; i++) {
      inverse[table[i]] = i;
    }
    return inverse;
  }

  /**
   * @param factors four polynomials, row 0 in the low byte
   */
  private static int[] mixed(int[] table, int factors) {
    int[] mixed = new int[256];
    for (int i = 0; i < 256; i++) {
      for (int row = 0; row < 4; row++) {
        mixed[i] |= product(table[i], factors >>> 8 * row & 0xff) << 8 * row;
      }
    }
    return mixed;
  }

  private static int product(int a, int b) {
    int result = 0;
    for (int bit = 7; bit >= 0; bit--) {
      result <<= 1;
      result ^= (result & 0x100) != 0 ? POLYNOMIAL : 0;
      result ^= (b >>> bit & 1) != 0 ? a : 0;
    }
    return result;
  }
}
