package org.kvas.devices;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Time that stands still until a test moves it; timers fire in the order of their deadlines, at
 * exactly their deadlines.
 */
public final class ManualClock implements VirtualClock {
  private final List<ManualTimer> armed = new ArrayList<>();
  private final long epochSeconds;
  private long now;

  public ManualClock() {
    this(0);
  }

  public ManualClock(long epochSeconds) {
    this.epochSeconds = epochSeconds;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public long epochSecondsAtPowerOn() {
    return epochSeconds;
  }

  @Override
  public Timer timer(Runnable action) {
    return new ManualTimer(action);
  }

  public void advance(long nanoseconds) {
    advanceTo(now + nanoseconds);
  }

  public void advanceTo(long time) {
    while (true) {
      ManualTimer next = armed.stream().min(Comparator.comparingLong(t -> t.deadline)).orElse(null);
      if (next == null || next.deadline > time) {
        break;
      }
      armed.remove(next);
      now = Math.max(now, next.deadline);
      next.action.run();
    }
    now = time;
  }

  /** Moves time without letting any timer fire on the way: a machine that was late. */
  public void skip(long nanoseconds) {
    now += nanoseconds;
  }

  private final class ManualTimer implements Timer {
    private final Runnable action;
    private long deadline;

    private ManualTimer(Runnable action) {
      this.action = action;
    }

    @Override
    public void set(long deadline) {
      cancel();
      this.deadline = deadline;
      armed.add(this);
    }

    @Override
    public void cancel() {
      armed.remove(this);
    }
  }
}
