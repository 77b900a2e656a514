package org.kvas.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A run against one recorded before. */
public record Comparison(RecordedRun before, RecordedRun now) {
  /** Less is noise, whatever the intervals say. */
  private static final double TOLERANCE = 0.10;

  /** What was measured both times. */
  record Change(Measurement before, Measurement now) {
    double factor() {
      return now.score() / before.score();
    }

    /** Beyond the tolerance and both confidence intervals. */
    boolean isSlower() {
      return isBeyond(now, before);
    }

    boolean isFaster() {
      return isBeyond(before, now);
    }

    private static boolean isBeyond(Measurement more, Measurement less) {
      return more.score() > less.score() * (1 + TOLERANCE)
          && more.score() - more.error() > less.score() + less.error();
    }
  }

  List<Change> changes() {
    Map<String, Measurement> known =
        before.measurements().stream()
            .collect(Collectors.toMap(Measurement::key, Function.identity()));
    List<Change> changes = new ArrayList<>();
    for (Measurement measurement : now.measurements()) {
      Measurement earlier = known.get(measurement.key());
      if (earlier != null) {
        changes.add(new Change(earlier, measurement));
      }
    }
    return changes;
  }

  public boolean hasRegressions() {
    return changes().stream().anyMatch(Change::isSlower);
  }

  /** A table for a terminal: what is slower and what is faster, and how much is as before. */
  public String text() {
    StringBuilder text = new StringBuilder();
    if (!before.host().processor().equals(now.host().processor())) {
      text.append("Another processor: recorded on %s%n".formatted(before.host().processor()));
    }
    List<Change> changes = changes();
    for (Change change : changes) {
      if (change.isSlower() || change.isFaster()) {
        text.append(
            String.format(
                Locale.ROOT,
                "%-7s %-52s %10.2f -> %10.2f %-6s x %.2f%n",
                change.isSlower() ? "SLOWER" : "faster",
                change.now.key(),
                change.before.score(),
                change.now.score(),
                change.now.unit(),
                change.factor()));
      }
    }
    long same = changes.stream().filter(c -> !c.isSlower() && !c.isFaster()).count();
    return text.append(
            "%d of %d as in the run of %s%n".formatted(same, changes.size(), before.date()))
        .toString();
  }
}
