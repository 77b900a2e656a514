package org.kvas.devices;

/**
 * Converts between nanoseconds and the ticks of a free-running oscillator, exactly and without
 * overflow for centuries.
 *
 * @param hertz 1 to 9,000,000,000
 */
public record Frequency(long hertz) {
  private static final long SECOND = 1_000_000_000L;

  /** Whole ticks since time 0. */
  public long ticks(long nanoseconds) {
    return nanoseconds / SECOND * hertz + nanoseconds % SECOND * hertz / SECOND;
  }

  /** The first nanosecond at which {@link #ticks} returns {@code ticks}. */
  public long nanoseconds(long ticks) {
    return ticks / hertz * SECOND + (ticks % hertz * SECOND + hertz - 1) / hertz;
  }
}
