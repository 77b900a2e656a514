package org.kvas.translator.x86.semantics;

/**
 * The CRC32 instruction: CRC-32C, polynomial 0x11EDC6F41, bits reflected, no inversion. SDM Vol.
 * 2A, CRC32.
 */
public final class Crc32 {
  private static final int REFLECTED_POLYNOMIAL = 0x82f63b78;
  private static final int[] TABLE = table();

  private Crc32() {}

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < 256; i++) {
      int crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc >>> 1 ^ ((crc & 1) != 0 ? REFLECTED_POLYNOMIAL : 0);
      }
      table[i] = crc;
    }
    return table;
  }

  /** {@code crc} carried on over the {@code size} low bytes of {@code data}, lowest first. */
  public static int update(int crc, long data, int size) {
    int result = crc;
    for (int i = 0; i < size; i++) {
      result = result >>> 8 ^ TABLE[(result ^ (int) (data >>> (i << 3))) & 0xff];
    }
    return result;
  }
}
