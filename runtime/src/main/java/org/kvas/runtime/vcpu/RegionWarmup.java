package org.kvas.runtime.vcpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.state.RegionCode;
import org.kvas.translator.translate.RegionTranslator.Translation;

/**
 * Makes regions on a thread of its own, and keeps them back until HotSpot has compiled them: a
 * fresh class runs in the JVM's bytecode interpreter, an order of magnitude slower than ours. The
 * thread calls the region's empty loop often enough to have it compiled, and watches its duration
 * fall. It is there while there are such regions, and {@link #close} ends it at once.
 */
final class RegionWarmup implements AutoCloseable {
  /**
   * Calls that reach HotSpot's first compilation threshold, each with so many rounds of the empty
   * loop that the threshold is reached as well where HotSpot, being busy, has raised it.
   */
  private static final int CALLS = 220;

  private static final int ROUNDS_EACH = 20;

  /**
   * Rounds of the empty loop that are timed at once; few, since they count towards HotSpot's later
   * thresholds.
   */
  private static final int ROUNDS = 100;

  /** Compiled code turns the loop at least this many times faster than the bytecode interpreter. */
  private static final int SPEED_UP = 2;

  private static final long FIRST_POLL_NANOSECONDS = 500_000;
  private static final long POLL_MICROSECONDS = 500;
  private static final long PATIENCE_NANOSECONDS = 5_000_000_000L;

  /** The thread stays so long for more regions to come. */
  private static final long LINGER_MICROSECONDS = 1_000_000;

  private final BlockingQueue<Order> arrived = new LinkedBlockingQueue<>();
  private @Nullable Thread worker;
  private boolean closed;

  /** A region to be made. */
  private record Order(
      Supplier<@Nullable Translation> translator,
      VcpuState cpu,
      Consumer<@Nullable Translation> done) {}

  /** A region that is being compiled. */
  private static final class Candidate {
    private final Translation translation;
    private final RegionCode code;
    private final VcpuState cpu;
    private final Consumer<@Nullable Translation> done;
    private long interpreted;
    private long since;
    private long wait = FIRST_POLL_NANOSECONDS;
    private long nextPoll;

    Candidate(Translation translation, Order order) {
      this.translation = translation;
      this.code = translation.code();
      this.cpu = order.cpu;
      this.done = order.done;
    }

    void begin() {
      interpreted = duration();
      for (int i = 0; i < CALLS; i++) {
        code.run(cpu, -ROUNDS_EACH);
      }
      since = System.nanoTime();
      nextPoll = since + wait;
    }

    boolean isCompiled() {
      long now = System.nanoTime();
      if (now - nextPoll < 0) {
        return false;
      }
      wait += wait / 2;
      nextPoll = now + wait;
      return duration() <= interpreted / SPEED_UP || now - since > PATIENCE_NANOSECONDS;
    }

    /** The best of a few: the first after a pause is slow. */
    private long duration() {
      long best = Long.MAX_VALUE;
      for (int i = 0; i < 3; i++) {
        long start = System.nanoTime();
        code.run(cpu, -ROUNDS);
        best = Math.min(best, System.nanoTime() - start);
      }
      return best;
    }
  }

  /**
   * Makes a region, and hands it over on another thread once it is worth entering.
   *
   * @param translator makes the region; null where there is none to be had
   * @param cpu only passed through, never touched
   * @param done takes what the translator gave
   */
  synchronized void prepare(
      Supplier<@Nullable Translation> translator,
      VcpuState cpu,
      Consumer<@Nullable Translation> done) {
    if (closed) {
      return;
    }
    arrived.add(new Order(translator, cpu, done));
    if (worker == null) {
      worker = Thread.ofPlatform().name("kvas-warmup").daemon().start(this::work);
    }
  }

  /** Regions that are not ready yet never will be. */
  @Override
  public synchronized void close() {
    closed = true;
    arrived.clear();
    if (worker != null) {
      worker.interrupt();
    }
  }

  private void work() {
    List<Candidate> waiting = new ArrayList<>();
    try {
      while (true) {
        @Nullable Order next =
            arrived.poll(
                waiting.isEmpty() ? LINGER_MICROSECONDS : POLL_MICROSECONDS, TimeUnit.MICROSECONDS);
        if (next == null && waiting.isEmpty() && retire()) {
          return;
        }
        while (next != null) {
          begin(next, waiting);
          next = arrived.poll();
        }
        waiting.removeIf(
            candidate -> {
              boolean compiled = candidate.isCompiled();
              if (compiled) {
                candidate.done.accept(candidate.translation);
              }
              return compiled;
            });
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void begin(Order order, List<Candidate> waiting) {
    Translation translation = order.translator.get();
    if (translation == null) {
      order.done.accept(null);
    } else {
      Candidate candidate = new Candidate(translation, order);
      candidate.begin();
      waiting.add(candidate);
    }
  }

  /** Ends this thread, unless a region has come just now. */
  private synchronized boolean retire() {
    if (!arrived.isEmpty()) {
      return false;
    }
    worker = null;
    return true;
  }
}
