package org.kvas.benchmarks.soak;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Whether a run became slower or grew. What the first boot did is warm-up and left out. Of the
 * boots after it, the median CPU time of each kind of work in the last third may be at most a tenth
 * more than in the first third, or than what the host's own becoming slower explains; and of each
 * quantity that the process holds, the most in the last third at most a tenth more than the most
 * before.
 */
final class Judgement {
  private static final double TOLERANCE = 1.10;
  private static final int FEWEST_BOOTS = 3;

  /**
   * Of one kind of work.
   *
   * @param first median in the first third, seconds of CPU time
   * @param last in the last third
   */
  record Speed(String kind, int count, double first, double last) {
    double ratio() {
      return last / first;
    }
  }

  /**
   * Of one quantity.
   *
   * @param before the most in the first two thirds
   * @param last the most in the last third
   */
  record Size(String name, double before, double last) {
    double ratio() {
      return last / before;
    }
  }

  private final SoakRun run;

  Judgement(SoakRun run) {
    this.run = run;
  }

  List<String> kinds() {
    Set<String> kinds = new LinkedHashSet<>();
    run.works().forEach(work -> kinds.add(work.kind()));
    return List.copyOf(kinds);
  }

  /**
   * The boots after the warm-up that came to their end: they did the same, and works that come
   * early in a boot, when little is translated, are in each as many.
   */
  private List<Integer> wholeBoots() {
    Map<Integer, Long> rounds =
        run.samples().stream()
            .collect(Collectors.groupingBy(Sample::boot, TreeMap::new, Collectors.counting()));
    long most = rounds.values().stream().mapToLong(Long::longValue).max().orElse(0);
    return rounds.entrySet().stream()
        .filter(boot -> boot.getKey() > 0 && boot.getValue() == most)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<Integer> firstThird(List<Integer> boots) {
    return boots.subList(0, boots.size() / 3);
  }

  private static List<Integer> lastThird(List<Integer> boots) {
    return boots.subList(boots.size() - boots.size() / 3, boots.size());
  }

  /** Of CPU time; none where there were too few boots for thirds. */
  List<Speed> speeds() {
    return speeds(Work::cpuMillis);
  }

  List<Speed> speeds(ToLongFunction<Work> time) {
    List<Integer> boots = wholeBoots();
    if (boots.size() < FEWEST_BOOTS) {
      return List.of();
    }
    List<Speed> speeds = new ArrayList<>();
    for (String kind : kinds()) {
      speeds.add(
          new Speed(
              kind,
              works(kind, boots).size(),
              seconds(works(kind, firstThird(boots)), time),
              seconds(works(kind, lastThird(boots)), time)));
    }
    return speeds;
  }

  private List<Work> works(String kind, List<Integer> boots) {
    return run.works().stream()
        .filter(work -> work.kind().equals(kind) && boots.contains(work.boot()))
        .toList();
  }

  private static double seconds(List<Work> works, ToLongFunction<Work> time) {
    return median(works.stream().mapToLong(time)) / 1000;
  }

  private static double median(LongStream values) {
    long[] sorted = values.sorted().toArray();
    return sorted.length == 0
        ? 0
        : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2.0;
  }

  /** How much more the same computation outside the VM took in the last third; empty if unknown. */
  OptionalDouble hostRatio() {
    List<Integer> boots = wholeBoots();
    double first = hostMicros(firstThird(boots));
    double last = hostMicros(lastThird(boots));
    return first > 0 && last > 0 ? OptionalDouble.of(last / first) : OptionalDouble.empty();
  }

  private double hostMicros(List<Integer> boots) {
    return median(
        run.samples().stream()
            .filter(sample -> boots.contains(sample.boot()))
            .mapToLong(Sample::hostMicros));
  }

  List<Size> sizes() {
    List<Sample> warm = run.samples().stream().filter(sample -> sample.boot() > 0).toList();
    if (wholeBoots().size() < FEWEST_BOOTS) {
      return List.of();
    }
    List<Size> sizes = new ArrayList<>();
    quantities()
        .forEach(
            (name, quantity) -> {
              int last = warm.size() - warm.size() / 3;
              sizes.add(
                  new Size(
                      name,
                      most(warm.subList(0, last), quantity),
                      most(warm.subList(last, warm.size()), quantity)));
            });
    return sizes;
  }

  private static Map<String, ToLongFunction<Sample>> quantities() {
    Map<String, ToLongFunction<Sample>> quantities = new LinkedHashMap<>();
    quantities.put("loaded classes", Sample::loadedClasses);
    quantities.put("code cache, MiB", sample -> sample.allCode() >> 20);
    quantities.put("metaspace, MiB", sample -> sample.metaspace() >> 20);
    quantities.put("heap after a full collection, MiB", sample -> sample.heap() >> 20);
    quantities.put("resident memory, MiB", sample -> sample.resident() >> 20);
    return quantities;
  }

  private static double most(List<Sample> samples, ToLongFunction<Sample> quantity) {
    return samples.stream().mapToLong(quantity).max().orElse(0);
  }

  /** What is wrong, a sentence each; empty where the run kept what is promised. */
  List<String> findings() {
    List<String> findings = new ArrayList<>();
    if (!run.ending().isEmpty()) {
      findings.add(run.ending());
    }
    for (String kind : kinds()) {
      wrong(kind, findings);
    }
    if (wholeBoots().size() < FEWEST_BOOTS) {
      findings.add(
          "too short to be judged: " + FEWEST_BOOTS + " whole boots after the first are needed");
    }
    for (Speed speed : speeds()) {
      if (speed.ratio() > TOLERANCE * Math.max(1, hostRatio().orElse(1))) {
        findings.add(
            text("%s became slower: %.2f s, then %.2f s", speed.kind, speed.first, speed.last));
      }
    }
    for (Size size : sizes()) {
      if (size.last > size.before * TOLERANCE) {
        findings.add(text("%s: at most %,.0f, then %,.0f", size.name, size.before, size.last));
      }
    }
    return findings;
  }

  /** Works that failed, or computed something else than the first time. */
  private void wrong(String kind, List<String> findings) {
    List<Work> works = run.works().stream().filter(work -> work.kind().equals(kind)).toList();
    long failed = works.stream().filter(work -> work.status() != 0).count();
    if (failed > 0) {
      findings.add(text("%s failed %d times of %d", kind, failed, works.size()));
    }
    long results = works.stream().map(Work::checksum).distinct().count();
    if (results > 1) {
      findings.add(text("%s wrote %d different results", kind, results));
    }
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
