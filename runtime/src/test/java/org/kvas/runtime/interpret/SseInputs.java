package org.kvas.runtime.interpret;

import org.kvas.translator.state.VcpuState;

/**
 * The inputs of {@code src/test/native/sse/record.c}: the same numbers from the same seed, lane
 * kinds and all.
 */
final class SseInputs {
  private static final int[] LETTERS = {
    0, 1, 0x41, 0x42, 0x43, 0x7f, 0x80, 0x81, 0xff, 0xfe, 0x41, 0x42, 0x30, 0x39, 0x41, 0x42
  };

  private long seed;

  SseInputs(int form, int number) {
    seed = (long) form << 32 | number;
  }

  long next() {
    seed += 0x9e3779b97f4a7c15L;
    long z = seed;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  /** A floating-point number: special values, denormals, edges of the exponent, short fractions. */
  private long number(int fractionBits, int exponentBits) {
    long t = next();
    long r = next();
    long fraction = (1L << fractionBits) - 1;
    long top = (1L << exponentBits) - 1;
    long bias = top >>> 1;
    long sign = t >>> 63 << fractionBits + exponentBits;
    long few = fraction & fraction << (int) Long.remainderUnsigned(t >>> 8, fractionBits + 1);
    long magnitude =
        switch ((int) t & 15) {
          case 0 -> 0;
          case 1 -> top << fractionBits;
          case 2 -> top << fractionBits | r & fraction;
          case 3 -> r & fraction & few;
          case 4 -> 1 + (t >>> 32) % 4 << fractionBits | r & few;
          case 5 -> top - 1 - (t >>> 32) % 4 << fractionBits | r & few;
          case 6 -> bias << fractionBits;
          case 7 -> (r >>> 8) % (top + 1) << fractionBits | r & fraction;
          case 8 ->
              (bias - fractionBits - 4 + (t >>> 32) % (2 * fractionBits) & top) << fractionBits
                  | few;
          case 9 -> (r & 1) != 0 ? fraction : 1 + (r & 2);
          default ->
              bias - 4 + (t >>> 32) % ((r & 64) != 0 ? 8 : 70) << fractionBits | r >>> 7 & few;
        };
    return sign | magnitude;
  }

  long lane(int kind) {
    return switch (kind) {
      case 0 -> next();
      case 1, 2 -> number(52, 11);
      case 3, 4 -> number(23, 8) | number(23, 8) << 32;
      case 5 -> letters();
      case 6 -> wideLetters();
      default -> next() >> next();
    };
  }

  private long letters() {
    long t = next();
    long lane = 0;
    for (int i = 0; i < 8; i++) {
      lane |= (long) LETTERS[(int) (t >>> 4 * i) & 15] << 8 * i;
    }
    return lane;
  }

  private long wideLetters() {
    long t = next();
    long lane = 0;
    for (int i = 0; i < 4; i++) {
      lane |=
          (long) LETTERS[(int) (t >>> 4 * i) & 15] << 16 * i
              | (t >>> 40 + i & 1) * 0xff00 << 16 * i;
    }
    return lane;
  }

  /**
   * @param memory where the 16-byte memory operand is, in RSI afterwards
   */
  void prepare(FlatVcpu cpu, long memory) {
    int kind = (int) next() & 7;
    long[] xmm = new long[6];
    for (int i = 0; i < 6; i++) {
      xmm[i] = lane(kind);
    }
    if ((next() & 7) == 0) {
      xmm[4] = xmm[2];
      xmm[5] = xmm[3];
    }
    long mm1 = lane(kind);
    long mm2 = lane(kind);
    long[] general = new long[3];
    for (int i = 0; i < 3; i++) {
      general[i] = lane((next() & 1) != 0 ? 7 : kind);
    }
    if (kind == 7) {
      xmm[4] &= 63;
    }
    if (kind >= 5) {
      general[0] = Long.remainderUnsigned(next(), 41) - 20;
      general[2] = Long.remainderUnsigned(next(), 41) - 20;
      mm2 = next() & 63;
    }
    for (int i = 0; i < 6; i++) {
      cpu.vector[i / 2 * 4 + i % 2] = xmm[i];
    }
    cpu.x87.significand[1] = mm1;
    cpu.x87.significand[2] = mm2;
    cpu.setGeneral(VcpuState.RAX, general[0]);
    cpu.setGeneral(VcpuState.RCX, general[1]);
    cpu.setGeneral(VcpuState.RDX, general[2]);
    cpu.setGeneral(VcpuState.RSI, memory);
    cpu.setGeneral(VcpuState.RDI, memory);
    cpu.poke(memory, xmm[4]);
    cpu.poke(memory + 8, xmm[5]);
    cpu.mxcsr = control(next());
    cpu.setStatusFlags(0);
  }

  /** Mostly nearest rounding without DAZ and FTZ and everything masked; some flags already set. */
  static int control(long m) {
    return ((m & 3) != 0 ? 0 : (int) (m >>> 2 & 3) << 13)
        | ((m & 0x70) != 0 ? 0 : 0x40)
        | ((m & 0x700) != 0 ? 0 : 0x8000)
        | ((m & 0x7000) != 0 ? 0x1f80 : (int) (m >>> 20) & 0x1f80)
        | ((m & 0x30000) != 0 ? 0 : (int) (m >>> 40) & 0x3f);
  }
}
