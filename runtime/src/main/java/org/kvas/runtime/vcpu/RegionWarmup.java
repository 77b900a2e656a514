package org.kvas.runtime.vcpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.translate.HotSpotCompiler;
import org.kvas.translator.translate.RegionTranslator.Translation;

/**
 * Makes regions on a thread of its own, and keeps them back until HotSpot has compiled them: a
 * fresh class runs in the JVM's bytecode interpreter, an order of magnitude slower than ours. The
 * thread is there while there is something to do, and {@link #close} ends it at once.
 */
final class RegionWarmup implements AutoCloseable {
  private static final long POLL_MICROSECONDS = 500;

  /** The thread stays so long for more regions to come. */
  private static final long LINGER_MICROSECONDS = 1_000_000;

  private final RegionCompiler compiler;
  private final BlockingQueue<RegionOrder> arrived = new LinkedBlockingQueue<>();
  private @Nullable Thread worker;
  private boolean closed;

  /** A region that is being compiled. */
  private record Candidate(RegionOrder order, Translation translation, BooleanSupplier isReady) {}

  RegionWarmup() {
    this(
        HotSpotCompiler.instance()
            .<RegionCompiler>map(RequestedCompiler::new)
            .orElseGet(TimedCompiler::new));
  }

  RegionWarmup(RegionCompiler compiler) {
    this.compiler = compiler;
  }

  /** Makes a region, and hands it over, on another thread, once it is worth entering. */
  synchronized void prepare(RegionOrder order) {
    if (closed) {
      return;
    }
    arrived.add(order);
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
    long pause = 0;
    try {
      while (true) {
        long patience =
            !waiting.isEmpty() ? POLL_MICROSECONDS : pause != 0 ? pause : LINGER_MICROSECONDS;
        @Nullable RegionOrder next = arrived.poll(patience, TimeUnit.MICROSECONDS);
        if (next == null && waiting.isEmpty() && pause == 0 && retire()) {
          return;
        }
        while (next != null) {
          begin(next, waiting);
          next = arrived.poll();
        }
        waiting.removeIf(RegionWarmup::isDone);
        pause = compiler.improve();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(RegionOrder order, List<Candidate> waiting) {
    Translation translation = compiler.translate(order);
    if (translation == null) {
      order.done().accept(null);
    } else {
      waiting.add(new Candidate(order, translation, compiler.begin(translation, order)));
    }
  }

  private static boolean isDone(Candidate candidate) {
    boolean ready = candidate.isReady.getAsBoolean();
    if (ready) {
      candidate.order.done().accept(candidate.translation);
    }
    return ready;
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
