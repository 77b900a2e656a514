package org.kvas.devices.chipset;

import org.kvas.devices.DeviceState;
import org.kvas.devices.IrqLine;
import org.kvas.devices.VirtualClock;

/**
 * One comparator of an {@link Hpet}. Counter values are the main counter's. HPET 1.0a, 2.3.8 and
 * 2.3.9.
 */
final class HpetTimer {
  private static final int LEVEL_TRIGGERED = 1 << 1;
  private static final int ENABLE = 1 << 2;
  private static final int PERIODIC = 1 << 3;
  private static final int SET_VALUE = 1 << 6;
  private static final int MODE_32_BIT = 1 << 8;
  private static final int ROUTE_SHIFT = 9;
  private static final int WRITABLE =
      LEVEL_TRIGGERED | ENABLE | PERIODIC | SET_VALUE | MODE_32_BIT | 31 << ROUTE_SHIFT;

  /** Can be periodic, has 64 bits. */
  private static final int CAPABILITIES = 1 << 4 | 1 << 5;

  private final Hpet hpet;
  private final int index;
  private final int routes;
  private final VirtualClock.Timer timer;

  private int configuration;
  private long comparator = -1;

  /** Unsigned. */
  private long period;

  private boolean active;

  /**
   * @param routes the I/O APIC inputs it can be connected to, one bit each
   */
  HpetTimer(Hpet hpet, int index, int routes, VirtualClock clock) {
    this.hpet = hpet;
    this.index = index;
    this.routes = routes;
    timer = clock.timer(this::expire);
  }

  /**
   * Whether its interrupt is level-triggered and active: its bit of the interrupt status register.
   */
  boolean isActive() {
    return active;
  }

  private boolean is(int bit) {
    return (configuration & bit) != 0;
  }

  private long mask() {
    return is(MODE_32_BIT) ? 0xffff_ffffL : -1L;
  }

  long configuration() {
    return (long) routes << 32 | configuration | CAPABILITIES;
  }

  long comparator() {
    return comparator;
  }

  void writeConfiguration(int value) {
    acknowledge(); // the line it may hold now is perhaps another one afterwards
    configuration = value & WRITABLE;
    comparator &= mask();
    period &= mask();
    armAt(distanceAhead(hpet.counter()));
  }

  /**
   * Of a periodic timer the value is the period; it also is the next match if SET_VALUE asked for
   * that.
   */
  void writeComparator(long value) {
    long written = value & mask();
    if (!is(PERIODIC) || is(SET_VALUE)) {
      comparator = written;
    }
    if (is(PERIODIC)) {
      period = written;
    }
    configuration &= ~SET_VALUE;
    schedule();
  }

  /**
   * Sets the next match from the counter; a comparator behind by less than half its range matches
   * at once.
   */
  void schedule() {
    armAt(Math.max(0, distance(hpet.counter())));
  }

  private void armAt(long ticksAhead) {
    if (hpet.isRunning() && is(ENABLE)) {
      timer.set(hpet.timeIn(ticksAhead));
    } else {
      timer.cancel();
    }
  }

  /** Counts to the match, negative if it is behind. */
  private long distance(long counter) {
    long difference = comparator - counter;
    return is(MODE_32_BIT) ? (int) difference : difference;
  }

  /**
   * Counts to the match if the counter must come round for one that is behind: enabling a
   * comparator is no reason to match.
   */
  private long distanceAhead(long counter) {
    long difference = comparator - counter & mask();
    return difference < 0 ? Long.MAX_VALUE : difference;
  }

  private void expire() {
    if (is(PERIODIC) && period != 0) {
      long counter = hpet.counter();
      long periods = Long.divideUnsigned(Math.max(0, -distance(counter)), period) + 1;
      comparator = comparator + periods * period & mask();
      armAt(distanceAhead(counter));
    } else if (is(MODE_32_BIT)) {
      timer.set(hpet.timeIn(1L << 32)); // the counter's low half comes round
    }
    interrupt();
  }

  private void interrupt() {
    IrqLine line = line();
    if (is(LEVEL_TRIGGERED)) {
      active = true;
      line.set(true);
    } else {
      line.pulse();
    }
  }

  void acknowledge() {
    if (active) {
      active = false;
      line().set(false);
    }
  }

  private IrqLine line() {
    return hpet.line(index, configuration >> ROUTE_SHIFT & 31);
  }

  State state() {
    return new State(configuration, comparator, period, active);
  }

  void restore(State state) {
    configuration = state.configuration;
    comparator = state.comparator;
    period = state.period;
    active = state.active;
    schedule();
  }

  public record State(int configuration, long comparator, long period, boolean active)
      implements DeviceState {}
}
