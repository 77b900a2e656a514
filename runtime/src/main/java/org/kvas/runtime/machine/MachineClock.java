package org.kvas.runtime.machine;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.kvas.devices.VirtualClock;

/**
 * The timers of a machine, over a source of time that subclasses are. Used on the machine's thread
 * only, but for {@link #now()}.
 */
abstract sealed class MachineClock implements VirtualClock permits HostClock, InstructionClock {
  /** No timer is set. */
  static final long NEVER = Long.MAX_VALUE;

  /**
   * Callbacks in one go, before the processors get a turn again: a guest may set timers that are
   * always due.
   */
  private static final int BATCH = 1000;

  private final PriorityQueue<QueuedTimer> queue =
      new PriorityQueue<>(
          Comparator.<QueuedTimer>comparingLong(timer -> timer.deadline)
              .thenComparingLong(timer -> timer.order));

  private final long epochSecondsAtPowerOn;
  private Runnable headChanged = () -> {};
  private long order;

  MachineClock(long epochSecondsAtPowerOn) {
    this.epochSecondsAtPowerOn = epochSecondsAtPowerOn;
  }

  private final class QueuedTimer implements Timer {
    private final Runnable action;
    private long deadline = NEVER;
    private long order;

    QueuedTimer(Runnable action) {
      this.action = action;
    }

    @Override
    public void set(long deadline) {
      if (deadline == this.deadline) {
        return;
      }
      long before = nextDeadline();
      remove();
      this.deadline = deadline;
      this.order = MachineClock.this.order++;
      if (deadline != NEVER) {
        queue.add(this);
      }
      if (nextDeadline() < before) {
        headChanged.run();
      }
    }

    @Override
    public void cancel() {
      remove();
    }

    private void remove() {
      if (deadline != NEVER) {
        queue.remove(this);
        deadline = NEVER;
      }
    }
  }

  @Override
  public final long epochSecondsAtPowerOn() {
    return epochSecondsAtPowerOn;
  }

  @Override
  public final Timer timer(Runnable action) {
    return new QueuedTimer(action);
  }

  /** Hears when the next deadline has come nearer. */
  final void onEarlierDeadline(Runnable listener) {
    headChanged = listener;
  }

  /** The first deadline, or {@link #NEVER}. */
  final long nextDeadline() {
    QueuedTimer head = queue.peek();
    return head == null ? NEVER : head.deadline;
  }

  /** Runs the callbacks that are due. */
  final void runDue() {
    long now = now();
    for (int i = 0; i < BATCH && nextDeadline() <= now; i++) {
      QueuedTimer timer = queue.remove();
      timer.deadline = NEVER;
      timer.action.run();
    }
  }

  /** Forgets every timer that is set: the devices that set them are gone. */
  final void cancelAll() {
    queue.forEach(timer -> timer.deadline = NEVER);
    queue.clear();
  }

  /** Time stands still until {@link #resume()}. */
  abstract void pause();

  abstract void resume();
}
