package org.kvas.runtime.profile;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;

/**
 * Looks a thousand times a second at what a machine's thread is doing, while somebody wants to
 * know: the processor publishes where it is and in which tier, and does nothing else for it. A look
 * is not synchronized with the processor, so a sample may pair a place with the tier that was there
 * a moment before.
 */
public final class ExecutionSampler implements AutoCloseable {
  private static final long PERIOD_NANOSECONDS = 1_000_000;
  private static final long SHORTEST_VIEW_NANOSECONDS = 1_000_000_000;

  /** Nobody has looked for so long: sampling ends. */
  private static final long PATIENCE_NANOSECONDS = 15_000_000_000L;

  private static final Tier[] TIERS = Tier.values();

  /** The machine's thread. */
  public interface Subject {
    /** The processor that executes guest code now, if any. */
    @Nullable Vcpu running();

    /** Whether the thread waits for something to do. */
    boolean isIdle();
  }

  /**
   * What was seen.
   *
   * @param nanoseconds since the view before, or since sampling began
   */
  public record View(Samples samples, long nanoseconds) {}

  private final Subject subject;
  private final Samples.Collector collector = new Samples.Collector();
  private @Nullable Thread worker;
  private long since;
  private boolean closed;

  public ExecutionSampler(Subject subject) {
    this.subject = subject;
  }

  /**
   * Starts to look if need be; {@code started} runs then, so that what is counted can be compared
   * with its beginning.
   */
  public synchronized void start(Runnable started) {
    if (worker == null && !closed) {
      collector.take();
      since = System.nanoTime();
      started.run();
      worker = Thread.ofPlatform().name("kvas-sampler").daemon().start(this::work);
    }
  }

  /** What was seen since the last view, of at least a second: waits where it is not over yet. */
  public View view() throws InterruptedException {
    long left;
    synchronized (this) {
      left = closed ? 0 : since + SHORTEST_VIEW_NANOSECONDS - System.nanoTime();
    }
    if (left > 0) {
      Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
    }
    synchronized (this) {
      long now = System.nanoTime();
      View view = new View(collector.take(), now - since);
      since = now;
      return view;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  private void work() {
    while (!isOver()) {
      LockSupport.parkNanos(PERIOD_NANOSECONDS);
      sample();
    }
  }

  private synchronized boolean isOver() {
    boolean over = closed || System.nanoTime() - since > PATIENCE_NANOSECONDS;
    if (over) {
      worker = null;
    }
    return over;
  }

  private void sample() {
    Vcpu vcpu = subject.running();
    if (vcpu == null) {
      collector.add(subject.isIdle() ? Tier.IDLE : Tier.DEVICES);
      return;
    }
    Tier tier = TIERS[vcpu.tier];
    long rip = vcpu.rip;
    boolean wide = ExecutionMode.codeBits(vcpu.mode) == 64;
    long linear = wide ? rip : vcpu.segmentBase[Vcpu.CS] + rip & 0xffff_ffffL;
    collector.add(new Samples.Place(tier, linear, vcpu.cpl == 3));
  }
}
