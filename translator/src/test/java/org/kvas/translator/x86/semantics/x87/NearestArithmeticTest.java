package org.kvas.translator.x86.semantics.x87;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.translator.x86.semantics.x87.Float80.*;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The short way gives what the general classes give, which vectors of a processor and exact
 * arithmetic prove: every class of operand, with exponents and significands at the edges of
 * rounding, cancellation, overflow and underflow.
 */
class NearestArithmeticTest {
  private static final int RUNS = 100_000;

  private final SplittableRandom random = new SplittableRandom(87);
  private final FpuContext expected = new FpuContext();
  private final FpuContext actual = new FpuContext();

  private interface Binary {
    long apply(FpuContext c, int seA, long a, int seB, long b);
  }

  private interface Narrowing {
    long apply(FpuContext c, int se, long a);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x37f, 0x77f, 0xb7f, 0xf7f, 0x27f, 0x67f, 0xa7f, 0xe7f, 0x07f, 0x47f, 0x17f, 0x340, 0x24f,
        0x36f, 0x377
      })
  void asTheGeneralClasses(int control) {
    for (int run = 0; run < RUNS; run++) {
      int seA = exponent();
      long a = significand(seA);
      int seB = near(seA);
      long b = random.nextInt(3) == 0 ? a + random.nextInt(-2, 3) : significand(seB);
      check(control, seA, a, seB, b, Addition::add, NearestArithmetic::add);
      check(control, seA, a, seB, b, Addition::subtract, NearestArithmetic::subtract);
      check(control, seA, a, seB, b, Multiplication::multiply, NearestArithmetic::multiply);
      check(control, seA, a, seB, b, Division::divide, NearestArithmetic::divide);
      check(control, seA, a, BinaryFloats::toFloat64, NearestArithmetic::toFloat64);
      check(control, seA, a, BinaryFloats::toFloat32, NearestArithmetic::toFloat32);
    }
  }

  private void check(
      int control, int seA, long a, int seB, long b, Binary general, Binary nearest) {
    long significand = general.apply(expected.begin(control), seA, a, seB, b);
    long found = nearest.apply(stale(control), seA, a, seB, b);
    if (found != significand
        || actual.signExponent != expected.signExponent
        || actual.flags != expected.flags) {
      assertThat(text(actual, found))
          .as("%04x:%016x and %04x:%016x, control %x", seA, a, seB, b, control)
          .isEqualTo(text(expected, significand));
    }
  }

  private void check(int control, int se, long a, Narrowing general, Narrowing nearest) {
    long bits = general.apply(expected.begin(control), se, a);
    long found = nearest.apply(stale(control), se, a);
    if (found != bits || actual.flags != expected.flags) {
      assertThat("%x, flags %x".formatted(found, actual.flags))
          .as("%04x:%016x, control %x", se, a, control)
          .isEqualTo("%x, flags %x".formatted(bits, expected.flags));
    }
  }

  /** What an operation before has left must not matter. */
  private FpuContext stale(int control) {
    actual.begin(control);
    actual.flags = StatusWord.EXCEPTIONS;
    actual.signExponent = random.nextInt();
    return actual;
  }

  private static String text(FpuContext c, long significand) {
    return "%04x:%016x, flags %x".formatted(c.signExponent, significand, c.flags);
  }

  private int exponent() {
    int sign = random.nextBoolean() ? SIGN : 0;
    return sign
        | switch (random.nextInt(10)) {
          case 0 -> random.nextInt(4);
          case 1 -> EXPONENT - random.nextInt(4);
          case 2 -> BIAS - 1022 + random.nextInt(-55, 3);
          case 3 -> BIAS + 1023 + random.nextInt(-2, 3);
          case 4 -> BIAS - 126 + random.nextInt(-26, 3);
          case 5 -> BIAS + 127 + random.nextInt(-2, 3);
          case 6 -> BIAS / 2 + random.nextInt(-2, 3);
          case 7 -> BIAS / 2 * 3 + random.nextInt(-2, 5);
          default -> BIAS + random.nextInt(-70, 70);
        };
  }

  /** An exponent whose sum, product or quotient with the other is at an edge. */
  private int near(int se) {
    int sign = random.nextBoolean() ? SIGN : 0;
    int e = se & EXPONENT;
    int other =
        switch (random.nextInt(6)) {
          case 0 -> e;
          case 1 -> e + random.nextInt(-2, 3);
          case 2 -> e + random.nextInt(-66, 67);
          case 3 -> BIAS - e + random.nextInt(-66, 3);
          case 4 -> EXPONENT + BIAS - e + random.nextInt(-3, 3);
          default -> exponent();
        };
    return sign | other & EXPONENT;
  }

  private long significand(int se) {
    long bits =
        switch (random.nextInt(8)) {
          case 0 -> 0;
          case 1 -> -1;
          case 2 -> -1L << random.nextInt(64);
          case 3 -> 1L << random.nextInt(64);
          case 4 -> random.nextLong() << 11 | 0x400 + random.nextInt(-1, 2);
          case 5 -> random.nextLong() << 40 | (1L << 39) + random.nextInt(-1, 2);
          case 6 -> random.nextLong() << random.nextInt(64);
          default -> random.nextLong();
        };
    boolean odd = (se & EXPONENT) == 0 || random.nextInt(50) == 0;
    return odd ? bits : bits | INTEGER_BIT;
  }
}
