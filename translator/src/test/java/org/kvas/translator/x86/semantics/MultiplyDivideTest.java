package org.kvas.translator.x86.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against BigInteger. */
class MultiplyDivideTest {
  private final Random random = new Random(42);

  private long value(int size) {
    long v = random.nextLong() >>> random.nextInt(64);
    v = random.nextInt(8) == 0 ? Long.MIN_VALUE >> random.nextInt(64) : v;
    int shift = 64 - 8 * size;
    return (random.nextBoolean() ? v : -v) << shift >> shift;
  }

  private static BigInteger unsigned(int size, long value) {
    return BigInteger.valueOf(value).mod(BigInteger.TWO.pow(8 * size));
  }

  private static long low(int size, long value) {
    return size == 8 ? value : value & (1L << 8 * size) - 1;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void upperHalves(int size) {
    for (int i = 0; i < 20_000; i++) {
      long a = value(size);
      long b = value(size);
      assertThat(low(size, MultiplyDivide.unsignedHigh(size, a, b)))
          .isEqualTo(
              low(
                  size,
                  unsigned(size, a).multiply(unsigned(size, b)).shiftRight(8 * size).longValue()));
      assertThat(low(size, MultiplyDivide.signedHigh(size, a, b)))
          .isEqualTo(
              low(
                  size,
                  BigInteger.valueOf(a)
                      .multiply(BigInteger.valueOf(b))
                      .shiftRight(8 * size)
                      .longValue()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void unsignedDivision(int size) {
    int fitting = 0;
    for (int i = 0; i < 50_000; i++) {
      long high = i % 4 == 0 ? 0 : value(size);
      long low = value(size);
      long divisor = value(size);
      BigInteger dividend = unsigned(size, high).shiftLeft(8 * size).add(unsigned(size, low));
      BigInteger by = unsigned(size, divisor);
      boolean overflows = by.signum() == 0 || dividend.divide(by).bitLength() > 8 * size;
      assertThat(MultiplyDivide.unsignedOverflows(size, high, divisor)).isEqualTo(overflows);
      if (!overflows) {
        fitting++;
        long quotient = MultiplyDivide.unsignedQuotient(size, high, low, divisor);
        assertThat(low(size, quotient)).isEqualTo(low(size, dividend.divide(by).longValue()));
        assertThat(low(size, MultiplyDivide.remainder(low, divisor, quotient)))
            .isEqualTo(low(size, dividend.mod(by).longValue()));
      }
    }
    assertThat(fitting).isGreaterThan(1000);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void signedDivision(int size) {
    int fitting = 0;
    for (int i = 0; i < 50_000; i++) {
      long low = value(size);
      long high = i % 4 == 0 ? low >> 63 : value(size);
      long divisor = value(size);
      BigInteger dividend = BigInteger.valueOf(high).shiftLeft(8 * size).add(unsigned(size, low));
      BigInteger by = BigInteger.valueOf(divisor);
      boolean overflows = by.signum() == 0 || dividend.divide(by).bitLength() > 8 * size - 1;
      assertThat(MultiplyDivide.signedOverflows(size, high, low, divisor))
          .as("%x:%x / %x", high, low, divisor)
          .isEqualTo(overflows);
      if (!overflows) {
        fitting++;
        long quotient = MultiplyDivide.signedQuotient(size, high, low, divisor);
        assertThat(low(size, quotient)).isEqualTo(low(size, dividend.divide(by).longValue()));
        assertThat(low(size, MultiplyDivide.remainder(low, divisor, quotient)))
            .isEqualTo(low(size, dividend.remainder(by).longValue()));
      }
    }
    assertThat(fitting).isGreaterThan(1000);
  }
}
