package org.kvas.devices.acpi;

import org.kvas.devices.Frequency;
import org.kvas.devices.VirtualClock;

/**
 * The power management timer: 24 bits at 3.579545 MHz, a function of the clock alone. ACPI 6.5,
 * 4.8.3.3.
 */
public final class AcpiPmTimer {
  public static final Frequency FREQUENCY = new Frequency(3_579_545);

  /** TMR_STS is set each time the counter's top bit changes: ACPI 6.5, 4.8.3.1.1. */
  private static final int HALF = 1 << 23;

  private final VirtualClock clock;

  public AcpiPmTimer(VirtualClock clock) {
    this.clock = clock;
  }

  public int value() {
    return (int) FREQUENCY.ticks(clock.now()) & 0xff_ffff;
  }

  /** Changes of the top bit since time 0. */
  long halves() {
    return FREQUENCY.ticks(clock.now()) / HALF;
  }

  /** When the top bit changes next. */
  long nextHalf() {
    return FREQUENCY.nanoseconds((halves() + 1) * HALF);
  }
}
