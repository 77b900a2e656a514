package org.kvas.conformance.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random guests through both engines: every register, flag, exception and byte of memory is the
 * same. {@link EngineDuel} runs as many as one likes.
 */
class EnginesAgreeTest {
  private static final long SHORT = 4_000_000_000L;
  private static final long LONG = 100_000_000_000L;
  private static final long LONG_INSTRUCTIONS = 2_000_000;

  @ParameterizedTest
  @ValueSource(ints = {16, 32, 64})
  void onShortRuns(int codeBits) {
    assertThat(run(codeBits, 1, SHORT)).isPositive();
  }

  /** Five minutes for the three of them; other seeds with {@code -Dkvas.seed=N}. */
  @Tag("long")
  @ParameterizedTest
  @ValueSource(ints = {16, 32, 64})
  void onLongRuns(int codeBits) {
    assertThat(run(codeBits, Long.getLong("kvas.seed", 1_000_000), LONG))
        .isGreaterThan(LONG_INSTRUCTIONS);
  }

  /** Instructions compared. */
  private static long run(int codeBits, long firstSeed, long nanoseconds) {
    Contest contest = new Contest(codeBits, firstSeed);
    long end = System.nanoTime() + nanoseconds;
    while (System.nanoTime() < end) {
      Contest.@Nullable Disagreement disagreement = contest.next();
      if (disagreement != null) {
        fail(disagreement + "\n" + disagreement.story());
      }
    }
    return contest.totals().instructions();
  }
}
