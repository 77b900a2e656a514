package org.kvas.devices.apic;

import org.kvas.devices.DeviceState;
import org.kvas.devices.VirtualClock;

/**
 * A local APIC's timer: its input runs at {@link #HERTZ}, the same as the TSC, so one nanosecond is
 * one tick of either. SDM Vol. 3A 11.5.4.
 *
 * <p>What is kept is when the count reaches zero; the current count follows from the clock. Periods
 * the machine was too late for are lost.
 */
final class ApicTimer {
  static final long HERTZ = 1_000_000_000L;

  static final int ONE_SHOT = 0;
  static final int PERIODIC = 1;
  static final int TSC_DEADLINE = 2;

  private static final long STOPPED = Long.MIN_VALUE;

  private final VirtualClock clock;
  private final Runnable expired;
  private final VirtualClock.Timer timer;

  private int mode;
  private int divideConfiguration;
  private int shift = 1;
  private long initialCount;
  private long expiry = STOPPED;
  private long tscDeadline;
  private long tscOffset;

  ApicTimer(VirtualClock clock, Runnable expired) {
    this.clock = clock;
    this.expired = expired;
    timer = clock.timer(this::expire);
  }

  void reset() {
    mode = ONE_SHOT;
    divideConfiguration = 0;
    shift = 1;
    initialCount = 0;
    tscDeadline = 0;
    stop();
  }

  private void stop() {
    expiry = STOPPED;
    timer.cancel();
  }

  private void runUntil(long time) {
    expiry = time;
    timer.set(time);
  }

  void setMode(int newMode) {
    if (newMode == mode) {
      return;
    }
    if (mode != PERIODIC && expiry != STOPPED && expiry <= clock.now()) {
      timer.cancel();
      expire(); // the clock has not come to it yet
    }
    if (newMode == TSC_DEADLINE || mode == TSC_DEADLINE) {
      stop();
      initialCount = 0;
      tscDeadline = 0;
    }
    mode = newMode;
  }

  int initialCount() {
    return (int) initialCount;
  }

  void setInitialCount(int count) {
    if (mode == TSC_DEADLINE) {
      return;
    }
    initialCount = count & 0xffff_ffffL;
    if (initialCount == 0) {
      stop();
    } else {
      runUntil(clock.now() + (initialCount << shift));
    }
  }

  int currentCount() {
    return mode == TSC_DEADLINE ? 0 : (int) remaining();
  }

  private long remaining() {
    if (expiry == STOPPED) {
      return 0;
    }
    long left = expiry - clock.now();
    if (left <= 0) {
      if (mode != PERIODIC) {
        return 0;
      }
      long period = initialCount << shift;
      left = period - Math.floorMod(-left, period);
    }
    return left + (1L << shift) - 1 >> shift;
  }

  int divideConfiguration() {
    return divideConfiguration;
  }

  /** Bits 3, 1 and 0: SDM Vol. 3A, figure 11-10. */
  void setDivideConfiguration(int value) {
    long count = remaining();
    divideConfiguration = value & 0x0b;
    int code = value & 3 | value >> 1 & 4;
    shift = code + 1 & 7;
    if (expiry != STOPPED && mode != TSC_DEADLINE) {
      runUntil(clock.now() + (count << shift));
    }
  }

  long tscDeadline() {
    return mode == TSC_DEADLINE ? tscDeadline : 0;
  }

  void setTscDeadline(long deadline) {
    if (mode != TSC_DEADLINE) {
      return;
    }
    tscDeadline = deadline;
    if (deadline == 0) {
      stop();
      return;
    }
    expiry = Math.max(0, deadline - tscOffset);
    if (expiry <= clock.now()) {
      timer.cancel();
      expire();
    } else {
      timer.set(expiry);
    }
  }

  void setTscOffset(long offset) {
    tscOffset = offset;
    setTscDeadline(tscDeadline);
  }

  private void expire() {
    if (mode == PERIODIC && initialCount != 0) {
      long period = initialCount << shift;
      long next = expiry + period;
      long now = clock.now();
      runUntil(next > now ? next : now + period - Math.floorMod(now - expiry, period));
    } else {
      expiry = STOPPED;
      tscDeadline = 0;
    }
    expired.run();
  }

  State state() {
    return new State(mode, divideConfiguration, initialCount, expiry, tscDeadline, tscOffset);
  }

  void restore(State state) {
    mode = state.mode;
    divideConfiguration = state.divideConfiguration;
    shift = (divideConfiguration & 3 | divideConfiguration >> 1 & 4) + 1 & 7;
    initialCount = state.initialCount;
    tscDeadline = state.tscDeadline;
    tscOffset = state.tscOffset;
    stop();
    if (state.expiry != STOPPED) {
      runUntil(state.expiry);
    }
  }

  public record State(
      int mode,
      int divideConfiguration,
      long initialCount,
      long expiry,
      long tscDeadline,
      long tscOffset)
      implements DeviceState {}
}
