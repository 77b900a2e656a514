package org.kvas.benchmarks;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ./dev bench} was asked for.
 *
 * @param results JMH's own file
 * @param pattern of benchmarks' names; null for all of them
 * @param against a recorded run to compare with
 * @param record whether the run is kept and the report rewritten
 * @param guestRuns runs of each whole guest, 0 for none of them
 */
record BenchOptions(
    Path results, @Nullable String pattern, @Nullable Path against, boolean record, int guestRuns) {
  /** Instead of a pattern: whole guests only. */
  static final String NO_BENCHMARK = "none";

  /**
   * @throws IllegalArgumentException with a sentence for the user
   */
  static BenchOptions parse(String[] arguments) {
    Deque<String> words = new ArrayDeque<>(List.of(arguments));
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a file for the results is needed");
    }
    Path results = Path.of(words.remove());
    String pattern = null;
    Path against = null;
    boolean record = false;
    int guestRuns = -1;
    while (!words.isEmpty()) {
      String word = words.remove();
      switch (word) {
        case "--record" -> record = true;
        case "--against" -> against = Path.of(value(word, words));
        case "--guests" -> guestRuns = runs(value(word, words));
        default -> {
          if (word.startsWith("-")) {
            throw new IllegalArgumentException(
                word + ": there are --record, --against FILE and --guests RUNS");
          }
          if (pattern != null) {
            throw new IllegalArgumentException("one pattern only, not " + word + " too");
          }
          pattern = word;
        }
      }
    }
    return new BenchOptions(
        results, pattern, against, record, guestRuns >= 0 ? guestRuns : pattern == null ? 1 : 0);
  }

  private static String value(String option, Deque<String> words) {
    String value = words.poll();
    if (value == null) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return value;
  }

  private static int runs(String text) {
    if (!text.matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException("--guests " + text + ": a number of runs is needed");
    }
    return Integer.parseInt(text);
  }
}
