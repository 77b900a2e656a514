package org.kvas.runtime.machine;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that sleeps until a deadline and then calls the machine's thread back from running guest
 * code.
 */
final class Alarm implements AutoCloseable {
  private static final long NEVER = MachineClock.NEVER;

  private final HostClock clock;
  private final Runnable ring;
  private final Thread thread;
  private final AtomicLong deadline = new AtomicLong(NEVER);

  /** What the thread sleeps for: it need not be woken for anything later. */
  private volatile long asleepUntil;

  private volatile boolean closed;

  /**
   * @param ring run on the alarm's thread at each deadline
   */
  Alarm(HostClock clock, Runnable ring) {
    this.clock = clock;
    this.ring = ring;
    this.thread = Thread.ofPlatform().name("kvas-alarm").daemon().start(this::watch);
  }

  /** Replaces the deadline; {@link MachineClock#NEVER} for none. */
  void set(long time) {
    deadline.set(time);
    if (time < asleepUntil) {
      LockSupport.unpark(thread);
    }
  }

  private void watch() {
    while (!closed) {
      long time = deadline.get();
      asleepUntil = time;
      // The deadline may have changed before the sleep was announced.
      if (deadline.get() == time) {
        sleepOrRing(time);
      }
    }
  }

  private void sleepOrRing(long time) {
    if (time == NEVER) {
      LockSupport.park(this);
      return;
    }
    long wait = time - clock.now();
    if (wait > 0) {
      LockSupport.parkNanos(this, wait);
    } else if (deadline.compareAndSet(time, NEVER)) {
      ring.run();
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
