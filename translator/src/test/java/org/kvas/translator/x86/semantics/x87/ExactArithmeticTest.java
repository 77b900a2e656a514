package org.kvas.translator.x86.semantics.x87;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The four operations and the square root of random normal numbers against BigInteger arithmetic,
 * in every rounding and precision. IEEE 754, section 5.
 */
class ExactArithmeticTest {
  private static final int RUNS = 2_000;

  private final SplittableRandom random = new SplittableRandom(1);
  private final FpuContext context = new FpuContext();

  @ParameterizedTest
  @CsvSource({
    "0x37f, 64, HALF_EVEN", "0x77f, 64, FLOOR", "0xb7f, 64, CEILING", "0xf7f, 64, DOWN",
    "0x27f, 53, HALF_EVEN", "0x67f, 53, FLOOR", "0xa7f, 53, CEILING", "0xe7f, 53, DOWN",
    "0x07f, 24, HALF_EVEN", "0x47f, 24, FLOOR", "0x87f, 24, CEILING", "0xc7f, 24, DOWN"
  })
  void roundsTheExactResult(int control, int precision, RoundingMode rounding) {
    for (int run = 0; run < RUNS; run++) {
      int seA = operandExponent();
      int seB = operandExponent();
      long a = operandSignificand();
      long b = operandSignificand();
      BigDecimal x = value(seA, a);
      BigDecimal y = value(seB, b);
      check(Addition.add(context.begin(control), seA, a, seB, b), x.add(y), precision, rounding);
      check(
          Addition.subtract(context.begin(control), seA, a, seB, b),
          x.subtract(y),
          precision,
          rounding);
      check(
          Multiplication.multiply(context.begin(control), seA, a, seB, b),
          x.multiply(y),
          precision,
          rounding);
      check(
          Division.divide(context.begin(control), seA, a, seB, b),
          x.divide(y, wide()),
          precision,
          rounding);
      int positive = seA & Float80.EXPONENT;
      check(
          SquareRoot.squareRoot(context.begin(control), positive, a),
          x.abs().sqrt(wide()),
          precision,
          rounding);
    }
  }

  /**
   * Digits enough to tell a quotient or a root from a tie: neither is one unless it ends within 130
   * bits.
   */
  private static MathContext wide() {
    return new MathContext(120, RoundingMode.HALF_EVEN);
  }

  private int operandExponent() {
    return Float80.BIAS + random.nextInt(-40, 40) | (random.nextBoolean() ? Float80.SIGN : 0);
  }

  private long operandSignificand() {
    long bits =
        random.nextInt(4) == 0
            ? -1L << random.nextInt(64)
            : random.nextLong() >>> random.nextInt(40) << random.nextInt(40);
    return bits | Float80.INTEGER_BIT;
  }

  private static BigDecimal value(int signExponent, long significand) {
    BigDecimal magnitude =
        new BigDecimal(new BigInteger(Long.toUnsignedString(significand)))
            .multiply(twoTo((signExponent & Float80.EXPONENT) - Float80.BIAS - 63));
    return (signExponent & Float80.SIGN) != 0 ? magnitude.negate() : magnitude;
  }

  private static BigDecimal twoTo(int power) {
    return power >= 0
        ? new BigDecimal(BigInteger.ONE.shiftLeft(power))
        : BigDecimal.ONE.divide(new BigDecimal(BigInteger.ONE.shiftLeft(-power)));
  }

  private void check(long significand, BigDecimal exact, int precision, RoundingMode rounding) {
    BigDecimal result =
        significand == 0 ? BigDecimal.ZERO : value(context.signExponent, significand);
    BigDecimal expected = rounded(exact, precision, rounding);
    assertThat(result).usingComparator(BigDecimal::compareTo).isEqualTo(expected);
    boolean inexact = expected.compareTo(exact) != 0;
    boolean up = expected.abs().compareTo(exact.abs()) > 0;
    assertThat(context.flags)
        .isEqualTo((inexact ? StatusWord.PRECISION : 0) | (up ? StatusWord.C1 : 0));
  }

  /** To {@code precision} significant bits. */
  private static BigDecimal rounded(BigDecimal exact, int precision, RoundingMode rounding) {
    if (exact.signum() == 0) {
      return exact;
    }
    int exponent = (int) Math.floor(Math.log(exact.abs().doubleValue()) / Math.log(2));
    while (exact.abs().compareTo(twoTo(exponent)) < 0) {
      exponent--;
    }
    while (exact.abs().compareTo(twoTo(exponent + 1)) >= 0) {
      exponent++;
    }
    BigDecimal unit = twoTo(exponent - precision + 1);
    return exact.divide(unit, wide()).setScale(0, rounding).multiply(unit);
  }
}
