package org.kvas.runtime.vcpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kvas.translator.state.RegionCode;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.translate.Extent;
import org.kvas.translator.translate.RegionPlan;
import org.kvas.translator.translate.RegionTranslator.Translation;

/** The thread beside a processor that has new regions compiled. */
@Timeout(60)
class RegionWarmupTest {
  private final Set<Thread> before = threads();

  @Test
  void aRegionBecomesReadyAndTheThreadEnds() throws InterruptedException {
    try (GuestCode guest = new GuestCode();
        RegionWarmup warmup = new RegionWarmup(new TimedCompiler())) {
      CountDownLatch ready = new CountDownLatch(1);
      warmup.prepare(new RegionOrder(region(0), null, guest.vcpu, _ -> ready.countDown()));
      Thread worker = worker();
      assertThat(ready.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(worker.join(Duration.ofSeconds(30))).as("ends by itself").isTrue();

      CountDownLatch again = new CountDownLatch(1);
      warmup.prepare(new RegionOrder(region(0), null, guest.vcpu, _ -> again.countDown()));
      assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void closingEndsTheThreadAtOnce() throws InterruptedException {
    try (GuestCode guest = new GuestCode()) {
      RegionWarmup warmup = new RegionWarmup();
      warmup.prepare(new RegionOrder(region(1_000_000), null, guest.vcpu, _ -> {}));
      Thread worker = worker();
      warmup.close();
      assertThat(worker.join(Duration.ofSeconds(30))).isTrue();
      warmup.prepare(new RegionOrder(region(0), null, guest.vcpu, _ -> {}));
      assertThat(threads()).noneMatch(thread -> !before.contains(thread) && thread != worker);
    }
  }

  @Test
  void aRegionThatCannotBeMadeIsReported() throws InterruptedException {
    try (GuestCode guest = new GuestCode();
        RegionWarmup warmup = new RegionWarmup()) {
      BlockingQueue<Boolean> made = new LinkedBlockingQueue<>();
      warmup.prepare(
          new RegionOrder(
              () -> null, null, guest.vcpu, translation -> made.add(translation != null)));
      assertThat(made.poll(30, TimeUnit.SECONDS)).isFalse();
    }
  }

  /** Its plan does not matter. */
  private static Supplier<@Nullable Translation> region(int nanoseconds) {
    RegionPlan plan =
        new RegionPlan(0, 0, List.of(), List.of(), Map.of(), new Extent(0, 0, false), false);
    return () -> new Translation(new EmptyLoop(nanoseconds), 1, 1, plan);
  }

  private Thread worker() {
    return threads().stream()
        .filter(thread -> !before.contains(thread))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no thread was started"));
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("kvas-warmup"))
        .collect(Collectors.toSet());
  }

  /** Never gets faster where each call waits. */
  private static final class EmptyLoop extends RegionCode {
    private final int nanoseconds;
    long turns;

    EmptyLoop(int nanoseconds) {
      this.nanoseconds = nanoseconds;
    }

    @Override
    public void run(VcpuState cpu, int entry) {
      long end = System.nanoTime() + nanoseconds;
      for (int i = entry; i < 0 || System.nanoTime() < end; i++) {
        turns++;
      }
    }
  }
}
