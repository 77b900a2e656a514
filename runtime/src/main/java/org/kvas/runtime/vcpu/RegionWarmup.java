package org.kvas.runtime.vcpu;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.translate.RegionCode;

/**
 * Keeps new regions back until HotSpot has compiled them: a fresh class runs in the JVM's bytecode interpreter, an order of magnitude slower than ours. A thread of
 * its own calls the region's empty loop often enough to have it compiled, and watches its duration fall.
 */
final class RegionWarmup {
  /** Calls that reach HotSpot's first compilation threshold. */
  private static final int CALLS = 220;

  private static final int ROUNDS = 400;

  /** Compiled code turns the loop at least this many times faster than the bytecode interpreter. */
  private static final int SPEED_UP = 3;

  private static final long POLL_NANOSECONDS = 300_000;
  private static final long PATIENCE_NANOSECONDS = 2_000_000_000L;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          runnable -> {
            Thread worker = new Thread(runnable, "kvas-warmup");
            worker.setDaemon(true);
            return worker;
          });

  /**
   * Runs {@code ready} on another thread once the region is worth entering.
   *
   * @param cpu only passed through, never touched
   */
  void prepare(RegionCode code, VcpuState cpu, Runnable ready) {
    thread.execute(
        () -> {
          long interpreted = Math.min(duration(code, cpu), duration(code, cpu));
          for (int i = 0; i < CALLS; i++) {
            code.run(cpu, -1);
          }
          long start = System.nanoTime();
          while (duration(code, cpu) > interpreted / SPEED_UP && System.nanoTime() - start < PATIENCE_NANOSECONDS) {
            LockSupport.parkNanos(POLL_NANOSECONDS);
          }
          ready.run();
        });
  }

  private static long duration(RegionCode code, VcpuState cpu) {
    long start = System.nanoTime();
    code.run(cpu, -ROUNDS);
    return System.nanoTime() - start;
  }
}
