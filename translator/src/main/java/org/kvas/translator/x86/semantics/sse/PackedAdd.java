package org.kvas.translator.x86.semantics.sse;

import static org.kvas.translator.x86.semantics.sse.Lanes.BYTE_SIGNS;
import static org.kvas.translator.x86.semantics.sse.Lanes.DWORD_SIGNS;
import static org.kvas.translator.x86.semantics.sse.Lanes.WORD_SIGNS;

/**
 * Packed sums, differences and averages: wrapping, and saturating signed and unsigned. SDM Vol. 2B,
 * PADDx, PSUBx, PAVGx.
 */
public final class PackedAdd {
  private PackedAdd() {}

  public static long paddb(long a, long b) {
    return Lanes.add(a, b, BYTE_SIGNS);
  }

  public static long paddw(long a, long b) {
    return Lanes.add(a, b, WORD_SIGNS);
  }

  public static long paddd(long a, long b) {
    return Lanes.add(a, b, DWORD_SIGNS);
  }

  public static long paddq(long a, long b) {
    return a + b;
  }

  public static long psubb(long a, long b) {
    return Lanes.subtract(a, b, BYTE_SIGNS);
  }

  public static long psubw(long a, long b) {
    return Lanes.subtract(a, b, WORD_SIGNS);
  }

  public static long psubd(long a, long b) {
    return Lanes.subtract(a, b, DWORD_SIGNS);
  }

  public static long psubq(long a, long b) {
    return a - b;
  }

  public static long paddsb(long a, long b) {
    return addSigned(a, b, BYTE_SIGNS, 8);
  }

  public static long paddsw(long a, long b) {
    return addSigned(a, b, WORD_SIGNS, 16);
  }

  public static long paddusb(long a, long b) {
    return addUnsigned(a, b, BYTE_SIGNS, 8);
  }

  public static long paddusw(long a, long b) {
    return addUnsigned(a, b, WORD_SIGNS, 16);
  }

  public static long psubsb(long a, long b) {
    return subtractSigned(a, b, BYTE_SIGNS, 8);
  }

  public static long psubsw(long a, long b) {
    return subtractSigned(a, b, WORD_SIGNS, 16);
  }

  public static long psubusb(long a, long b) {
    return subtractUnsigned(a, b, BYTE_SIGNS, 8);
  }

  public static long psubusw(long a, long b) {
    return subtractUnsigned(a, b, WORD_SIGNS, 16);
  }

  public static long pavgb(long a, long b) {
    return (a | b) - ((a ^ b) >>> 1 & ~BYTE_SIGNS);
  }

  public static long pavgw(long a, long b) {
    return (a | b) - ((a ^ b) >>> 1 & ~WORD_SIGNS);
  }

  private static long addSigned(long a, long b, long signs, int bits) {
    long sum = Lanes.add(a, b, signs);
    long overflow = ~(a ^ b) & (a ^ sum) & signs;
    return Lanes.select(Lanes.fill(overflow, bits), limits(a, signs, bits), sum);
  }

  private static long subtractSigned(long a, long b, long signs, int bits) {
    long difference = Lanes.subtract(a, b, signs);
    long overflow = (a ^ b) & (a ^ difference) & signs;
    return Lanes.select(Lanes.fill(overflow, bits), limits(a, signs, bits), difference);
  }

  /** The most negative number in lanes where {@code a} is negative, the most positive elsewhere. */
  private static long limits(long a, long signs, int bits) {
    return Lanes.fill(a & signs, bits) ^ ~signs;
  }

  private static long addUnsigned(long a, long b, long signs, int bits) {
    long sum = Lanes.add(a, b, signs);
    long carries = (a & b | (a | b) & ~sum) & signs;
    return sum | Lanes.fill(carries, bits);
  }

  private static long subtractUnsigned(long a, long b, long signs, int bits) {
    return Lanes.subtract(a, b, signs) & ~Lanes.fill(Lanes.below(a, b, signs), bits);
  }
}
