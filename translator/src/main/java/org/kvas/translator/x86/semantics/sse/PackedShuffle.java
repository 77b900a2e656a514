package org.kvas.translator.x86.semantics.sse;

import static org.kvas.translator.x86.semantics.sse.Lanes.dwords;
import static org.kvas.translator.x86.semantics.sse.Lanes.high;
import static org.kvas.translator.x86.semantics.sse.Lanes.unsignedWordAt;
import static org.kvas.translator.x86.semantics.sse.Lanes.wordAt;
import static org.kvas.translator.x86.semantics.sse.Lanes.words;

import org.kvas.translator.x86.semantics.Flags;

/**
 * Interleaves, shuffles, packs, widenings and horizontal sums, a 64-bit lane of the result at a
 * time.
 */
public final class PackedShuffle {
  private PackedShuffle() {}

  /** Low four bytes of {@code a} and {@code b}, alternating from {@code a}: PUNPCKLBW. */
  public static long interleaveLowBytes(long a, long b) {
    return spreadBytes(a) | spreadBytes(b) << 8;
  }

  public static long interleaveHighBytes(long a, long b) {
    return spreadBytes(a >>> 32) | spreadBytes(b >>> 32) << 8;
  }

  public static long interleaveLowWords(long a, long b) {
    return spreadWords(a) | spreadWords(b) << 16;
  }

  public static long interleaveHighWords(long a, long b) {
    return spreadWords(a >>> 32) | spreadWords(b >>> 32) << 16;
  }

  public static long interleaveLowDwords(long a, long b) {
    return a & 0xffff_ffffL | b << 32;
  }

  public static long interleaveHighDwords(long a, long b) {
    return a >>> 32 | b & 0xffff_ffff_0000_0000L;
  }

  /** The low four bytes, each zero-extended to a word: PMOVZXBW. */
  public static long spreadBytes(long a) {
    long wide = spreadWords(a);
    return (wide | wide << 8) & 0x00ff_00ff_00ff_00ffL;
  }

  /** The low two words, each zero-extended to a doubleword: PMOVZXWD. */
  public static long spreadWords(long a) {
    return a & 0xffff | (a & 0xffff_0000L) << 16;
  }

  public static long pmovzxbd(long a) {
    return a & 0xff | (a & 0xff00) << 24;
  }

  public static long pmovzxbq(long a) {
    return a & 0xff;
  }

  public static long pmovzxwq(long a) {
    return a & 0xffff;
  }

  public static long pmovzxdq(long a) {
    return a & 0xffff_ffffL;
  }

  public static long pmovsxbw(long a) {
    long wide = spreadBytes(a);
    return wide | Lanes.fill(wide << 8 & Lanes.WORD_SIGNS, 16) & 0xff00_ff00_ff00_ff00L;
  }

  public static long pmovsxbd(long a) {
    return dwords((byte) a, (byte) (a >>> 8));
  }

  public static long pmovsxbq(long a) {
    return (byte) a;
  }

  public static long pmovsxwd(long a) {
    return dwords((short) a, (short) (a >>> 16));
  }

  public static long pmovsxwq(long a) {
    return (short) a;
  }

  public static long pmovsxdq(long a) {
    return (int) a;
  }

  /** Four words of {@code a}, chosen by two bits each of {@code order}. */
  public static long shuffleWords(long a, int order) {
    return words(
        wordAt(a, order & 3),
        wordAt(a, order >>> 2 & 3),
        wordAt(a, order >>> 4 & 3),
        wordAt(a, order >>> 6 & 3));
  }

  /** Two doublewords of four, chosen by bits 1-0 and 3-2 of {@code order}. */
  public static long shuffleDwords(long low, long high, int order) {
    return dwords(dwordOf(low, high, order), dwordOf(low, high, order >>> 2));
  }

  /** Doubleword {@code i & 3} of four. */
  public static int dwordOf(long low, long high, int i) {
    return (int) (((i & 2) != 0 ? high : low) >>> 32 * (i & 1));
  }

  /**
   * MMX PSHUFB: bytes of {@code a} by the low three bits of each byte of {@code order}, zero where
   * its sign is set.
   */
  public static long pshufb(long a, long order) {
    return pshufb(a, a, order);
  }

  /** A lane of XMM PSHUFB: four bits choose among sixteen bytes. */
  public static long pshufb(long low, long high, long order) {
    long result = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      int choice = (int) (order >>> shift);
      if ((choice & 0x80) == 0) {
        result |= (((choice & 8) != 0 ? high : low) >>> 8 * (choice & 7) & 0xff) << shift;
      }
    }
    return result;
  }

  /** Eight words of {@code low} and {@code high} as signed bytes, saturating. */
  public static long packsswb(long low, long high) {
    long result = 0;
    for (int i = 0; i < 4; i++) {
      result |= (Math.clamp(wordAt(low, i), Byte.MIN_VALUE, Byte.MAX_VALUE) & 0xffL) << 8 * i;
      result |= (Math.clamp(wordAt(high, i), Byte.MIN_VALUE, Byte.MAX_VALUE) & 0xffL) << 8 * i + 32;
    }
    return result;
  }

  public static long packuswb(long low, long high) {
    long result = 0;
    for (int i = 0; i < 4; i++) {
      result |= (long) Math.clamp(wordAt(low, i), 0, 255) << 8 * i;
      result |= (long) Math.clamp(wordAt(high, i), 0, 255) << 8 * i + 32;
    }
    return result;
  }

  public static long packssdw(long low, long high) {
    return words(
        signedWord((int) low),
        signedWord(high(low)),
        signedWord((int) high),
        signedWord(high(high)));
  }

  public static long packusdw(long low, long high) {
    return words(
        unsignedWord((int) low),
        unsignedWord(high(low)),
        unsignedWord((int) high),
        unsignedWord(high(high)));
  }

  private static int signedWord(int a) {
    return Math.clamp(a, Short.MIN_VALUE, Short.MAX_VALUE);
  }

  private static int unsignedWord(int a) {
    return Math.clamp(a, 0, 0xffff);
  }

  public static long phaddw(long low, long high) {
    return words(pairSum(low, 0), pairSum(low, 2), pairSum(high, 0), pairSum(high, 2));
  }

  public static long phaddsw(long low, long high) {
    return words(
        signedWord(pairSum(low, 0)),
        signedWord(pairSum(low, 2)),
        signedWord(pairSum(high, 0)),
        signedWord(pairSum(high, 2)));
  }

  public static long phaddd(long low, long high) {
    return dwords((int) low + high(low), (int) high + high(high));
  }

  public static long phsubw(long low, long high) {
    return words(
        pairDifference(low, 0),
        pairDifference(low, 2),
        pairDifference(high, 0),
        pairDifference(high, 2));
  }

  public static long phsubsw(long low, long high) {
    return words(
        signedWord(pairDifference(low, 0)),
        signedWord(pairDifference(low, 2)),
        signedWord(pairDifference(high, 0)),
        signedWord(pairDifference(high, 2)));
  }

  public static long phsubd(long low, long high) {
    return dwords((int) low - high(low), (int) high - high(high));
  }

  private static int pairSum(long a, int i) {
    return wordAt(a, i) + wordAt(a, i + 1);
  }

  private static int pairDifference(long a, int i) {
    return wordAt(a, i) - wordAt(a, i + 1);
  }

  /**
   * Words of {@code b} where bits 3-0 of {@code choice} are set, of {@code a} elsewhere: a lane of
   * PBLENDW.
   */
  public static long blendWords(long a, long b, int choice) {
    long mask = 0;
    for (int i = 0; i < 4; i++) {
      mask |= (choice >>> i & 1) * 0xffffL << 16 * i;
    }
    return Lanes.select(mask, b, a);
  }

  /** Doublewords of {@code b} where bits 1-0 of {@code choice} are set: a lane of BLENDPS. */
  public static long blendDwords(long a, long b, int choice) {
    return blendWords(a, b, (choice & 1) * 3 | (choice >>> 1 & 1) * 12);
  }

  /** Bytes of {@code b} where the byte of {@code mask} is negative: a lane of PBLENDVB. */
  public static long pblendvb(long a, long b, long mask) {
    return Lanes.select(Lanes.fill(mask & Lanes.BYTE_SIGNS, 8), b, a);
  }

  public static long blendvps(long a, long b, long mask) {
    return Lanes.select(Lanes.fill(mask & Lanes.DWORD_SIGNS, 32), b, a);
  }

  public static long blendvpd(long a, long b, long mask) {
    return mask < 0 ? b : a;
  }

  /** The sign bits of eight bytes: a lane of PMOVMSKB. */
  public static int pmovmskb(long a) {
    return (int) ((a & Lanes.BYTE_SIGNS) * 0x0002_0408_1020_4081L >>> 56);
  }

  /** PANDN. */
  public static long andNot(long a, long b) {
    return ~a & b;
  }

  /** PTEST: ZF and CF say whether {@code b & a} and {@code b & ~a} are zero. */
  public static int ptest(long aLow, long aHigh, long bLow, long bHigh) {
    boolean zero = (aLow & bLow | aHigh & bHigh) == 0;
    boolean carry = (~aLow & bLow | ~aHigh & bHigh) == 0;
    return (zero ? Flags.ZF : 0) | (carry ? Flags.CF : 0);
  }

  /** The sign bits of four singles. */
  public static long movmskps(long low, long high) {
    return low >>> 31 & 1 | low >>> 62 & 2 | high >>> 29 & 4 | high >>> 60 & 8;
  }

  /** A word in place of word {@code i & 3}. */
  public static long insertWord(long a, int word, int i) {
    int shift = 16 * (i & 3);
    return a & ~(0xffffL << shift) | (word & 0xffffL) << shift;
  }

  /** Word {@code i & 3}, zero-extended. */
  public static int extractWord(long a, int i) {
    return unsignedWordAt(a, i & 3);
  }
}
