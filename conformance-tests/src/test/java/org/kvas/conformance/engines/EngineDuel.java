package org.kvas.conformance.engines;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Random guests in both engines, from the command line: {@code ./dev duel [INSTRUCTIONS [SEED
 * [BITS,...]]]}. Ends with status 1 after differences, which it tells.
 */
public final class EngineDuel {
  private static final long REPORT_INTERVAL = 60_000_000_000L;
  private static final long DEFAULT_INSTRUCTIONS = 1_000_000_000;
  private static final int MOST_DIFFERENCES = 20;

  private final List<Contest> contests;
  private final long instructions;
  private final long start = System.nanoTime();
  private long lastReport = start;
  private int differences;

  private EngineDuel(List<Contest> contests, long instructions) {
    this.contests = contests;
    this.instructions = instructions;
  }

  public static void main(String[] arguments) {
    long instructions = arguments.length > 0 ? Long.parseLong(arguments[0]) : DEFAULT_INSTRUCTIONS;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    String sizes = arguments.length > 2 ? arguments[2] : "16,32,64";
    List<Contest> contests =
        Arrays.stream(sizes.split(","))
            .map(bits -> new Contest(Integer.parseInt(bits), seed))
            .toList();
    System.exit(new EngineDuel(contests, instructions).run());
  }

  /** The code size with the fewest instructions so far comes next. */
  private int run() {
    Contest next;
    while ((next = behind()).totals().instructions() < instructions / contests.size()) {
      Contest.@Nullable Disagreement disagreement = next.next();
      if (disagreement != null) {
        System.out.println(disagreement);
        System.out.println(disagreement.story());
        if (++differences == MOST_DIFFERENCES) {
          break;
        }
      }
      if (System.nanoTime() - lastReport > REPORT_INTERVAL) {
        report();
      }
    }
    report();
    return differences == 0 ? 0 : 1;
  }

  private Contest behind() {
    return contests.stream()
        .min((a, b) -> Long.compare(a.totals().instructions(), b.totals().instructions()))
        .orElseThrow();
  }

  private void report() {
    lastReport = System.nanoTime();
    contests.forEach(System.out::println);
    System.out.printf(
        "%d differences, %d seconds%n", differences, (lastReport - start) / 1_000_000_000);
  }
}
