package org.kvas.runtime.vcpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.translate.HotSpotCompiler;
import org.kvas.translator.translate.RegionTranslator.Translation;

/**
 * Makes regions on a thread of its own, and keeps them back until HotSpot has compiled them: a
 * fresh class runs in the JVM's bytecode interpreter, an order of magnitude slower than ours. The
 * thread is there while there is something to do, and {@link #close} ends it at once.
 */
final class RegionWarmup implements AutoCloseable {
  private static final long POLL_MICROSECONDS = 500;

  /** Between two looks at regions that are in use. */
  private static final long IMPROVE_MICROSECONDS = 20_000;

  /** The thread stays so long for more regions to come. */
  private static final long LINGER_MICROSECONDS = 1_000_000;

  private final RegionCompiler compiler;
  private final BlockingQueue<Order> arrived = new LinkedBlockingQueue<>();
  private @Nullable Thread worker;
  private boolean closed;

  /** A region to be made. */
  private record Order(
      Supplier<@Nullable Translation> translator,
      VcpuState cpu,
      Consumer<@Nullable Translation> done) {}

  /** A region that is being compiled. */
  private record Candidate(Order order, Translation translation, BooleanSupplier isReady) {}

  RegionWarmup() {
    this(
        HotSpotCompiler.instance()
            .<RegionCompiler>map(RequestedCompiler::new)
            .orElseGet(TimedCompiler::new));
  }

  RegionWarmup(RegionCompiler compiler) {
    this.compiler = compiler;
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
    boolean improving = false;
    try {
      while (true) {
        long patience =
            !waiting.isEmpty()
                ? POLL_MICROSECONDS
                : improving ? IMPROVE_MICROSECONDS : LINGER_MICROSECONDS;
        @Nullable Order next = arrived.poll(patience, TimeUnit.MICROSECONDS);
        if (next == null && waiting.isEmpty() && !improving && retire()) {
          return;
        }
        while (next != null) {
          begin(next, waiting);
          next = arrived.poll();
        }
        waiting.removeIf(RegionWarmup::isDone);
        improving = compiler.improve();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(Order order, List<Candidate> waiting) {
    Translation translation = order.translator.get();
    if (translation == null) {
      order.done.accept(null);
    } else {
      waiting.add(
          new Candidate(order, translation, compiler.begin(translation, order.cpu)));
    }
  }

  private static boolean isDone(Candidate candidate) {
    boolean ready = candidate.isReady.getAsBoolean();
    if (ready) {
      candidate.order.done.accept(candidate.translation);
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
