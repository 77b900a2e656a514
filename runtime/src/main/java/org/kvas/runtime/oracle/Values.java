package org.kvas.runtime.oracle;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/** Random numbers with a liking for those at which something changes. */
final class Values {
  private static final long[] INTEGERS = {
    0,
    1,
    2,
    3,
    7,
    8,
    9,
    15,
    16,
    31,
    32,
    33,
    63,
    64,
    65,
    0x7f,
    0x80,
    0x81,
    0xff,
    0x100,
    0x7fff,
    0x8000,
    0xffff,
    0x10000,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L,
    0x7fff_ffff_ffff_ffffL,
    0x8000_0000_0000_0000L,
    -1,
    -2,
    -128,
    -129,
    -32768,
    -32769,
    -0x8000_0000L,
    -0x8000_0001L,
    0x5555_5555_5555_5555L,
    0x0123_4567_89ab_cdefL
  };

  private static final int[] FLOATS = {
    0,
    1,
    0x7f_ffff,
    0x80_0000,
    0x3f80_0000,
    0x3f80_0001,
    0x3f7f_ffff,
    0x4000_0000,
    0x3f00_0000,
    0x3fc0_0000,
    0x3eff_ffff,
    0x7f7f_ffff,
    0x7f80_0000,
    0x7fc0_0000,
    0x7fc1_2345,
    0x7f80_0001,
    0x7fbf_ffff,
    0x7fff_ffff,
    0x4eff_ffff,
    0x4f00_0000,
    0x5eff_ffff,
    0x5f00_0000,
    0x4b00_0001,
    0x4aff_ffff,
    0x7e80_0000,
    0x0100_0000,
    0x3380_0000,
    0x4270_0000
  };

  private static final long[] DOUBLES = {
    0,
    1,
    0xf_ffff_ffff_ffffL,
    0x10_0000_0000_0000L,
    0x3ff0_0000_0000_0000L,
    0x3ff0_0000_0000_0001L,
    0x3fef_ffff_ffff_ffffL,
    0x4000_0000_0000_0000L,
    0x3fe0_0000_0000_0000L,
    0x3ff8_0000_0000_0000L,
    0x3fdf_ffff_ffff_ffffL,
    0x7fef_ffff_ffff_ffffL,
    0x7ff0_0000_0000_0000L,
    0x7ff8_0000_0000_0000L,
    0x7ff8_1234_5678_9abcL,
    0x7ff0_0000_0000_0001L,
    0x7ff7_ffff_ffff_ffffL,
    0x7fff_ffff_ffff_ffffL,
    0x41df_ffff_ffc0_0000L,
    0x41e0_0000_0000_0000L,
    0x41df_ffff_ffe0_0000L,
    0x43df_ffff_ffff_ffffL,
    0x43e0_0000_0000_0000L,
    0x4330_0000_0000_0001L,
    0x3810_0000_0000_0000L,
    0x380f_ffff_ffff_ffffL,
    0x47ef_ffff_e000_0000L,
    0x47ef_ffff_f000_0000L,
    0x36a0_0000_0000_0000L
  };

  private static final long[] SIGNIFICANDS = {
    0,
    1,
    1L << 63,
    1L << 63 | 1,
    -1,
    -2,
    0xc000_0000_0000_0000L,
    0xbfff_ffff_ffff_ffffL,
    0x7fff_ffff_ffff_ffffL,
    0x4000_0000_0000_0000L,
    0xa000_0000_0000_0000L,
    0xffff_ff00_0000_0000L,
    0xffff_ff80_0000_0000L,
    0xffff_ffff_ffff_f800L,
    0xffff_ffff_ffff_fc00L,
    0xc90f_daa2_2168_c235L
  };

  private static final int[] EXPONENTS = {
    0, 1, 2, 0x3fff, 0x3fff, 0x3ffe, 0x4000, 0x4001, 0x401e, 0x403e, 0x403f, 0x3fbf, 0x3f80, 0x3f81,
    0x407f, 0x3c00, 0x3c01, 0x43ff, 0x7ffe, 0x7ffd, 0x7fff, 0x7fff
  };

  /** What a stretch of bytes looks like. */
  enum Flavour {
    RANDOM,
    SMALL,
    BYTES,
    WORDS,
    INTEGERS_32,
    INTEGERS_64,
    SINGLES,
    DOUBLES,
    SINGLES_ALIKE,
    DOUBLES_ALIKE
  }

  private Values() {}

  static long integer(SplittableRandom random) {
    long value = INTEGERS[random.nextInt(INTEGERS.length)];
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> value;
      case 3 -> value + random.nextInt(-2, 3);
      case 4 -> 1L << random.nextInt(64);
      case 5 -> random.nextLong() >> random.nextInt(64);
      case 6 -> random.nextInt(-40, 300);
      default -> random.nextLong();
    };
  }

  static Flavour flavour(SplittableRandom random) {
    return Flavour.values()[random.nextInt(Flavour.values().length)];
  }

  static int single(SplittableRandom random) {
    int sign = random.nextInt() & 0x8000_0000;
    return switch (random.nextInt(4)) {
      case 0, 1 -> FLOATS[random.nextInt(FLOATS.length)] | sign;
      case 2 -> random.nextInt() & 0x807f_ffff | 127 + random.nextInt(-34, 34) << 23;
      default -> random.nextInt() & -1 << random.nextInt(24);
    };
  }

  static long real(SplittableRandom random) {
    long sign = random.nextLong() & Long.MIN_VALUE;
    return switch (random.nextInt(4)) {
      case 0, 1 -> DOUBLES[random.nextInt(DOUBLES.length)] | sign;
      case 2 ->
          random.nextLong() & 0x800f_ffff_ffff_ffffL
              | (long) (1023 + random.nextInt(-70, 70)) << 52;
      default -> random.nextLong() & -1L << random.nextInt(53);
    };
  }

  static long significand(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0, 1 -> SIGNIFICANDS[random.nextInt(SIGNIFICANDS.length)];
      case 2 -> random.nextLong() & -1L << random.nextInt(64) | 1L << 63;
      default -> random.nextLong() | (random.nextInt(8) == 0 ? 0 : 1L << 63);
    };
  }

  /** With the sign. */
  static int exponent(SplittableRandom random) {
    int sign = random.nextInt() & 0x8000;
    return switch (random.nextInt(4)) {
      case 0, 1 -> EXPONENTS[random.nextInt(EXPONENTS.length)] | sign;
      case 2 -> 0x3fff + random.nextInt(-70, 70) | sign;
      default -> random.nextInt(0x8000) | sign;
    };
  }

  /** Fills a multiple of 8 bytes. */
  static void fill(
      SplittableRandom random, MemorySegment into, long from, long bytes, Flavour flavour) {
    switch (flavour) {
      case BYTES -> {
        for (long at = from; at < from + bytes; at++) {
          into.set(JAVA_BYTE, at, (byte) integer(random));
        }
      }
      case WORDS -> {
        for (long at = from; at < from + bytes; at += 2) {
          into.set(JAVA_SHORT_UNALIGNED, at, (short) integer(random));
        }
      }
      case INTEGERS_32, SINGLES -> {
        for (long at = from; at < from + bytes; at += 4) {
          boolean single = flavour == Flavour.SINGLES;
          into.set(JAVA_INT_UNALIGNED, at, single ? single(random) : (int) integer(random));
        }
      }
      default -> {
        long alike = real(random);
        int single = single(random);
        for (long at = from; at < from + bytes; at += 8) {
          into.set(JAVA_LONG_UNALIGNED, at, quadword(random, flavour, alike, single));
        }
      }
    }
  }

  private static long quadword(SplittableRandom random, Flavour flavour, long alike, int single) {
    return switch (flavour) {
      case SMALL -> random.nextLong() & 0x0001_0001_0001_0001L * random.nextInt(3);
      case INTEGERS_64 -> integer(random);
      case DOUBLES -> real(random);
      case DOUBLES_ALIKE -> alike ^ (random.nextInt(3) == 0 ? random.nextInt(4) : 0);
      case SINGLES_ALIKE -> (single & 0xffff_ffffL | (long) single << 32) ^ random.nextInt(3);
      default -> random.nextLong();
    };
  }
}
