package org.kvas.runtime.oracle;

import java.util.Map;

/**
 * What a run of the oracle found.
 *
 * @param tests by extension
 * @param shapes of instructions
 * @param mismatches tests in which an engine and the processor differ
 * @param timeouts tests that were given up
 */
public record OracleSummary(
    Map<String, Long> tests, int shapes, long mismatches, long timeouts, double seconds) {
  public long total() {
    return tests.values().stream().mapToLong(Long::longValue).sum();
  }
}
