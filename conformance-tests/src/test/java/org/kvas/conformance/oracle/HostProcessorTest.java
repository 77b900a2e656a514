package org.kvas.conformance.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvas.runtime.oracle.Oracle;
import org.kvas.runtime.oracle.OracleEngine;
import org.kvas.runtime.oracle.OracleOptions;
import org.kvas.runtime.oracle.OracleSummary;

/** Both engines do what the host's processor does, instruction by instruction. x86-64 Linux. */
class HostProcessorTest {
  private static final long SHORT = 50_000;
  private static final long LONG = 10_000_000;
  private static final int EVERY_INSTRUCTION = 1500;

  @ParameterizedTest
  @ValueSource(ints = {32, 64})
  void onShortRuns(int codeBits) throws IOException {
    compare(codeBits, SHORT, 1);
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(ints = {32, 64})
  void onLongRuns(int codeBits) throws IOException {
    compare(codeBits, LONG, Long.getLong("kvas.seed", 2));
  }

  private static void compare(int codeBits, long tests, long seed) throws IOException {
    assumeTrue(Oracle.isPossible(codeBits), "this system runs no code of " + codeBits + " bits");
    List<String> found = new ArrayList<>();
    OracleOptions options =
        new OracleOptions(tests, seed, codeBits, null, OracleEngine.BOTH, Long.MAX_VALUE);
    try (Oracle oracle = new Oracle(options, found::add, System.err::println)) {
      OracleSummary summary = oracle.run();
      assertThat(found).isEmpty();
      assertThat(summary.mismatches()).isZero();
      assertThat(summary.shapes()).isGreaterThan(EVERY_INSTRUCTION);
      assertThat(summary.total()).isGreaterThan(tests * 9 / 10);
      assertThat(summary.timeouts()).isLessThan(tests / 1000);
    }
  }
}
