package org.kvas.translator.x86.semantics.sse;

import static org.kvas.translator.x86.semantics.sse.Lanes.BYTE_SIGNS;
import static org.kvas.translator.x86.semantics.sse.Lanes.DWORD_SIGNS;
import static org.kvas.translator.x86.semantics.sse.Lanes.WORD_SIGNS;

/**
 * Packed compares, minima, maxima, signs and absolute values. SDM Vol. 2B, PCMPxx, PMINxx, PMAXxx,
 * PSIGNx, PABSx.
 */
public final class PackedCompare {
  private PackedCompare() {}

  public static long pcmpeqb(long a, long b) {
    return Lanes.fill(Lanes.zero(a ^ b, BYTE_SIGNS), 8);
  }

  public static long pcmpeqw(long a, long b) {
    return Lanes.fill(Lanes.zero(a ^ b, WORD_SIGNS), 16);
  }

  public static long pcmpeqd(long a, long b) {
    return Lanes.fill(Lanes.zero(a ^ b, DWORD_SIGNS), 32);
  }

  public static long pcmpeqq(long a, long b) {
    return a == b ? -1 : 0;
  }

  public static long pcmpgtb(long a, long b) {
    return Lanes.fill(Lanes.less(b, a, BYTE_SIGNS), 8);
  }

  public static long pcmpgtw(long a, long b) {
    return Lanes.fill(Lanes.less(b, a, WORD_SIGNS), 16);
  }

  public static long pcmpgtd(long a, long b) {
    return Lanes.fill(Lanes.less(b, a, DWORD_SIGNS), 32);
  }

  public static long pcmpgtq(long a, long b) {
    return a > b ? -1 : 0;
  }

  public static long pminub(long a, long b) {
    return Lanes.select(Lanes.fill(Lanes.below(a, b, BYTE_SIGNS), 8), a, b);
  }

  public static long pminuw(long a, long b) {
    return Lanes.select(Lanes.fill(Lanes.below(a, b, WORD_SIGNS), 16), a, b);
  }

  public static long pminud(long a, long b) {
    return Lanes.select(Lanes.fill(Lanes.below(a, b, DWORD_SIGNS), 32), a, b);
  }

  public static long pmaxub(long a, long b) {
    return Lanes.select(Lanes.fill(Lanes.below(a, b, BYTE_SIGNS), 8), b, a);
  }

  public static long pmaxuw(long a, long b) {
    return Lanes.select(Lanes.fill(Lanes.below(a, b, WORD_SIGNS), 16), b, a);
  }

  public static long pmaxud(long a, long b) {
    return Lanes.select(Lanes.fill(Lanes.below(a, b, DWORD_SIGNS), 32), b, a);
  }

  public static long pminsb(long a, long b) {
    return Lanes.select(Lanes.fill(Lanes.less(a, b, BYTE_SIGNS), 8), a, b);
  }

  public static long pminsw(long a, long b) {
    return Lanes.select(Lanes.fill(Lanes.less(a, b, WORD_SIGNS), 16), a, b);
  }

  public static long pminsd(long a, long b) {
    return Lanes.select(Lanes.fill(Lanes.less(a, b, DWORD_SIGNS), 32), a, b);
  }

  public static long pmaxsb(long a, long b) {
    return Lanes.select(Lanes.fill(Lanes.less(a, b, BYTE_SIGNS), 8), b, a);
  }

  public static long pmaxsw(long a, long b) {
    return Lanes.select(Lanes.fill(Lanes.less(a, b, WORD_SIGNS), 16), b, a);
  }

  public static long pmaxsd(long a, long b) {
    return Lanes.select(Lanes.fill(Lanes.less(a, b, DWORD_SIGNS), 32), b, a);
  }

  public static long psignb(long a, long b) {
    return sign(a, b, BYTE_SIGNS, 8);
  }

  public static long psignw(long a, long b) {
    return sign(a, b, WORD_SIGNS, 16);
  }

  public static long psignd(long a, long b) {
    return sign(a, b, DWORD_SIGNS, 32);
  }

  public static long pabsb(long ignored, long a) {
    return negate(a, Lanes.fill(a & BYTE_SIGNS, 8), BYTE_SIGNS);
  }

  public static long pabsw(long ignored, long a) {
    return negate(a, Lanes.fill(a & WORD_SIGNS, 16), WORD_SIGNS);
  }

  public static long pabsd(long ignored, long a) {
    return negate(a, Lanes.fill(a & DWORD_SIGNS, 32), DWORD_SIGNS);
  }

  private static long sign(long a, long b, long signs, int bits) {
    long signed = negate(a, Lanes.fill(b & signs, bits), signs);
    return signed & ~Lanes.fill(Lanes.zero(b, signs), bits);
  }

  /** Two's complement of the lanes that {@code mask} fills. */
  private static long negate(long a, long mask, long signs) {
    return Lanes.subtract(a ^ mask, mask, signs);
  }
}
