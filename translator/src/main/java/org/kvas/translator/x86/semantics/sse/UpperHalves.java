package org.kvas.translator.x86.semantics.sse;

/** The upper halves of YMM registers. */
public final class UpperHalves {
  private UpperHalves() {}

  /**
   * VZEROUPPER.
   *
   * @param vector four quadwords for each register
   * @param registers a bit set
   */
  public static void clear(long[] vector, int registers) {
    for (int register = 0; register < 16; register++) {
      if ((registers >>> register & 1) != 0) {
        vector[4 * register + 2] = 0;
        vector[4 * register + 3] = 0;
      }
    }
  }
}
