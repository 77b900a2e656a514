package org.kvas.translator.x86.semantics.sse;

import static org.kvas.translator.x86.semantics.sse.Lanes.DWORD_ONES;
import static org.kvas.translator.x86.semantics.sse.Lanes.DWORD_SIGNS;
import static org.kvas.translator.x86.semantics.sse.Lanes.WORD_ONES;
import static org.kvas.translator.x86.semantics.sse.Lanes.WORD_SIGNS;

/**
 * Packed shifts of every lane by one count, a whole unsigned quadword. SDM Vol. 2B, PSLLx, PSRLx,
 * PSRAx.
 */
public final class PackedShift {
  private PackedShift() {}

  public static long psllw(long a, long count) {
    return beyond(count, 16) ? 0 : a << count & (0xffffL << count & 0xffff) * WORD_ONES;
  }

  public static long pslld(long a, long count) {
    return beyond(count, 32) ? 0 : a << count & (0xffff_ffffL << count & 0xffff_ffffL) * DWORD_ONES;
  }

  public static long psllq(long a, long count) {
    return beyond(count, 64) ? 0 : a << count;
  }

  public static long psrlw(long a, long count) {
    return beyond(count, 16) ? 0 : a >>> count & (0xffffL >>> count) * WORD_ONES;
  }

  public static long psrld(long a, long count) {
    return beyond(count, 32) ? 0 : a >>> count & (0xffff_ffffL >>> count) * DWORD_ONES;
  }

  public static long psrlq(long a, long count) {
    return beyond(count, 64) ? 0 : a >>> count;
  }

  public static long psraw(long a, long count) {
    long n = beyond(count, 16) ? 15 : count;
    long kept = (0xffffL >>> n) * WORD_ONES;
    return a >>> n & kept | Lanes.fill(a & WORD_SIGNS, 16) & ~kept;
  }

  public static long psrad(long a, long count) {
    long n = beyond(count, 32) ? 31 : count;
    long kept = (0xffff_ffffL >>> n) * DWORD_ONES;
    return a >>> n & kept | Lanes.fill(a & DWORD_SIGNS, 32) & ~kept;
  }

  private static boolean beyond(long count, int bits) {
    return Long.compareUnsigned(count, bits) >= 0;
  }

  /** Low lane of {@code high:low << 8 * bytes}. */
  public static long shiftLeftLow(long low, int bytes) {
    return bytes >= 8 ? 0 : low << 8 * bytes;
  }

  /** High lane of {@code high:low << 8 * bytes}. */
  public static long shiftLeftHigh(long low, long high, int bytes) {
    return bytes >= 16 ? 0 : bytes >= 8 ? low << 8 * (bytes - 8) : extract(low, high, 8 - bytes);
  }

  /** Low lane of {@code high:low >>> 8 * bytes}. */
  public static long shiftRightLow(long low, long high, int bytes) {
    return bytes >= 16 ? 0 : bytes >= 8 ? high >>> 8 * (bytes - 8) : extract(low, high, bytes);
  }

  /** High lane of {@code high:low >>> 8 * bytes}. */
  public static long shiftRightHigh(long high, int bytes) {
    return bytes >= 8 ? 0 : high >>> 8 * bytes;
  }

  /** Eight bytes from byte {@code from} (0 to 8) of {@code high:low}. */
  public static long extract(long low, long high, int from) {
    return from == 0 ? low : from == 8 ? high : low >>> 8 * from | high << 64 - 8 * from;
  }

  /**
   * Eight bytes from byte {@code from} (0 or more) of {@code c:b:a}, zeros beyond: a lane of
   * PALIGNR.
   */
  public static long align(long a, long b, long c, int from) {
    return from < 8
        ? extract(a, b, from)
        : from < 16 ? extract(b, c, from - 8) : shiftRightHigh(c, from - 16);
  }
}
