package org.kvas.translator.x86.semantics.sse;

import static org.kvas.translator.x86.semantics.sse.Lanes.dwords;
import static org.kvas.translator.x86.semantics.sse.Lanes.high;
import static org.kvas.translator.x86.semantics.sse.PackedShuffle.dwordOf;

import org.kvas.translator.x86.semantics.Flags;

/**
 * Permutations that AVX and AVX2 added, a 64-bit lane of the result at a time. SDM Vol. 2C, VPERMx.
 */
public final class PackedPermute {
  private PackedPermute() {}

  /** Two doublewords of four, by the low two bits of those of {@code order}: VPERMILPS. */
  public static long vpermilps(long low, long high, long order) {
    return dwords(dwordOf(low, high, (int) order), dwordOf(low, high, high(order)));
  }

  /** One quadword of two, by bit 1 of {@code order}: VPERMILPD. */
  public static long vpermilpd(long low, long high, long order) {
    return (order & 2) != 0 ? high : low;
  }

  /** Two doublewords of eight, by the low three bits of those of {@code order}: VPERMD. */
  public static long vpermd(long a0, long a1, long a2, long a3, long order) {
    return dwords(
        dwordOfEight(a0, a1, a2, a3, (int) order), dwordOfEight(a0, a1, a2, a3, high(order)));
  }

  private static int dwordOfEight(long a0, long a1, long a2, long a3, int i) {
    return (i & 4) != 0 ? dwordOf(a2, a3, i) : dwordOf(a0, a1, i);
  }

  /** Doublewords of {@code b} where bits 1-0 of {@code choice} are set: VPBLENDD. */
  public static long vpblendd(long a, long b, int choice) {
    return PackedShuffle.blendDwords(a, b, choice);
  }

  public static long broadcastByte(long a) {
    return (a & 0xff) * 0x0101_0101_0101_0101L;
  }

  public static long broadcastWord(long a) {
    return (a & 0xffff) * 0x0001_0001_0001_0001L;
  }

  public static long broadcastDword(long a) {
    return (a & 0xffff_ffffL) * 0x1_0000_0001L;
  }

  /**
   * ZF and CF as VPTEST, VTESTPS and VTESTPD set them: whether all of {@code b & a}, and of {@code
   * b & ~a}, is zero.
   *
   * @param conjunction what is left of the one, {@code complement} of the other
   */
  public static int testFlags(long conjunction, long complement) {
    return (conjunction == 0 ? Flags.ZF : 0) | (complement == 0 ? Flags.CF : 0);
  }
}
