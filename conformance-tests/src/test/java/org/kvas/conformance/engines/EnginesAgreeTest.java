package org.kvas.conformance.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvas.runtime.vcpu.CpuModel;

/**
 * Random guests through both engines: every register, flag, exception and byte of memory is the
 * same.
 */
class EnginesAgreeTest {
  private static final CpuModel MODEL = CpuModel.parse("x86-64-v3,+aes,+pclmulqdq,+sha");
  private static final long SHORT = 5_000_000_000L;
  private static final long LONG = 600_000_000_000L;

  @ParameterizedTest
  @ValueSource(ints = {16, 32, 64})
  void onShortRuns(int codeBits) {
    run(codeBits, 1, SHORT);
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(ints = {16, 32, 64})
  void onLongRuns(int codeBits) {
    run(codeBits, Long.getLong("kvas.seed", 1_000_000), LONG);
  }

  private static void run(int codeBits, long firstSeed, long nanoseconds) {
    RandomCode code = new RandomCode(MODEL.features(), codeBits);
    Duel duel = new Duel(MODEL);
    long end = System.nanoTime() + nanoseconds;
    int guests = 0;
    for (long seed = firstSeed; System.nanoTime() < end; seed++) {
      GuestImage image = new GuestImage(seed, code);
      Duel.Difference difference = duel.difference(image);
      if (difference != null) {
        fail(new Reproducer(duel, image, code).report(difference));
      }
      guests++;
    }
    assertThat(guests).isPositive();
  }
}
