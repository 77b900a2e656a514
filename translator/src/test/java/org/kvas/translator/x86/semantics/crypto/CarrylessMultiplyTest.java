package org.kvas.translator.x86.semantics.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against the definition: a sum without carries of shifted factors. */
class CarrylessMultiplyTest {
  private static void check(long a, long b) {
    long low = 0;
    long high = 0;
    for (int i = 0; i < 64; i++) {
      if ((b >>> i & 1) != 0) {
        low ^= a << i;
        high ^= i == 0 ? 0 : a >>> 64 - i;
      }
    }
    assertThat(CarrylessMultiply.low(a, b)).isEqualTo(low);
    assertThat(CarrylessMultiply.high(a, b)).isEqualTo(high);
  }

  @Test
  void productsAreSumsWithoutCarries() {
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      check(random.nextLong(), random.nextLong());
    }
    check(-1, -1);
    check(Long.MIN_VALUE, -1);
    check(0x1111_1111_1111_1111L, 0x1111_1111_1111_1111L);
  }
}
