package org.kvas.translator.x86.semantics;

/** Bit scans and byte swaps. Sizes are in bytes. SDM Vol. 2, BSF, BSR, BSWAP, POPCNT. */
public final class Bits {
  private Bits() {}

  /**
   * The flags after BSF or BSR: all but ZF are undefined in the SDM; current Intel processors set
   * PF by the index and clear the rest. With a zero source the destination keeps its value and the
   * index counts as 0.
   */
  public static int scanFlags(boolean sourceIsZero, int index) {
    return (sourceIsZero ? Flags.ZF : 0) | (Flags.evenParity(index) ? Flags.PF : 0);
  }

  /** Swaps 4 or 8 bytes; of 2 bytes, undefined in the SDM, Intel processors make zero. */
  public static long swap(int size, long value) {
    return size == 8 ? Long.reverseBytes(value) : size == 4 ? Integer.reverseBytes((int) value) : 0;
  }
}
