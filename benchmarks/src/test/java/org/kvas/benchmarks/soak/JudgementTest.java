package org.kvas.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.kvas.benchmarks.report.Host;

/** What of a run is called slower, larger or wrong. */
class JudgementTest {
  private static final int ROUNDS = 30;
  private static final Host HOST = new Host("a processor", 2, 1024, "an OS", "a JVM", "none");

  /** The first five rounds are of the first boot. */
  private static SoakRun run(IntToLongFunction cpuMillis, IntToLongFunction classes) {
    List<Work> works = new ArrayList<>();
    List<Sample> samples = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      int boot = round / 5;
      works.add(work(round, boot, cpuMillis.applyAsLong(round), 0, "sum"));
      samples.add(sample(round, boot, classes.applyAsLong(round)));
    }
    return new SoakRun("2026-01-02", HOST, works, samples, "");
  }

  static Work work(int minute, int boot, long cpuMillis, int status, String checksum) {
    return new Work(
        minute, boot, "python", cpuMillis + 500, cpuMillis, cpuMillis / 2, status, checksum);
  }

  static Sample sample(int minute, int boot, long classes) {
    return sample(boot, minute, classes, 1000);
  }

  private static Sample sample(int boot, int minute, long classes, long hostMicros) {
    return new Sample(
        minute,
        boot,
        classes,
        0,
        Map.of("profiled nmethods", 60L << 20, "non-profiled nmethods", 40L << 20),
        50L << 20,
        100L << 20,
        1000L << 20,
        new JitCounters(10, 20, 9, 1),
        hostMicros);
  }

  @Test
  void aSteadyRunHasNoFindings() {
    // Noise, and classes that come and go.
    SoakRun run = run(round -> 10_000 + round % 3 * 300, round -> 6000 + round % 4 * 500);
    Judgement judgement = new Judgement(run);
    assertThat(judgement.findings()).isEmpty();
    assertThat(judgement.speeds()).singleElement().extracting(Judgement.Speed::count).isEqualTo(25);
    assertThat(judgement.speeds().getFirst().ratio()).isCloseTo(1, within(0.05));
  }

  @Test
  void warmUpIsNotCompared() {
    assertThat(new Judgement(run(round -> round < 5 ? 2_000 : 10_000, _ -> 6000)).findings())
        .isEmpty();
  }

  @Test
  void aTenthMoreTimeIsSlower() {
    assertThat(new Judgement(run(round -> round < 20 ? 10_000 : 10_900, _ -> 6000)).findings())
        .isEmpty();
    assertThat(new Judgement(run(round -> round < 20 ? 10_000 : 11_100, _ -> 6000)).findings())
        .containsExactly("python became slower: 10.00 s, then 11.10 s");
  }

  @Test
  void aHostThatBecameSlowerIsNoFinding() {
    SoakRun run = run(round -> round < 20 ? 10_000 : 11_900, _ -> 6000);
    List<Sample> samples = new ArrayList<>();
    for (Sample sample : run.samples()) {
      samples.add(
          sample(sample.boot(), (int) sample.minute(), 6000, sample.minute() < 20 ? 1000 : 1200));
    }
    assertThat(new Judgement(new SoakRun("", HOST, run.works(), samples, "")).findings()).isEmpty();
  }

  @Test
  void whatGrowsWithEveryRoundIsFound() {
    assertThat(new Judgement(run(_ -> 10_000, round -> 5000 + 300L * round)).findings())
        .containsExactly("loaded classes: at most 11,300, then 13,700");
  }

  @Test
  void whatFailedOrDiffersIsFound() {
    List<Work> works = new ArrayList<>(run(_ -> 10_000, _ -> 6000).works());
    works.set(7, work(7, 1, 10_000, 1, "other"));
    SoakRun run =
        new SoakRun(
            "", HOST, works, run(_ -> 1, _ -> 6000).samples(), "the VM ended with status 4");
    assertThat(new Judgement(run).findings())
        .containsExactly(
            "the VM ended with status 4",
            "python failed 1 times of 30",
            "python wrote 2 different results");
  }

  @Test
  void aShortRunIsNoProof() {
    SoakRun all = run(_ -> 10_000, _ -> 6000);
    SoakRun begun =
        new SoakRun("", HOST, all.works().subList(0, 9), all.samples().subList(0, 9), "");
    assertThat(new Judgement(begun).findings())
        .singleElement()
        .asString()
        .startsWith("too short to be judged");
    assertThat(new Judgement(new SoakRun("", HOST, List.of(), List.of(), "")).findings())
        .isNotEmpty();
  }
}
