package org.kvas.devices.acpi;

import org.kvas.devices.DeviceState;
import org.kvas.devices.IrqLine;
import org.kvas.devices.MmioDevice;

/**
 * A generic event device with the sleep and reset registers of hardware-reduced ACPI, laid out as
 * QEMU's: the event selector at 0, sleep control at 200h, sleep status at 201h, reset at 202h. ACPI
 * 6.5, 4.8.3.7 and 5.6.9.
 */
public final class HardwareReducedAcpi implements MmioDevice {
  public static final int LENGTH = 0x1000;
  public static final int SLEEP_CONTROL = 0x200;
  public static final int SLEEP_STATUS = 0x201;
  public static final int RESET = 0x202;
  public static final int RESET_VALUE = 0x42;

  /** SLP_TYP of soft off: what the DSDT's \_S5 says. */
  public static final int SLEEP_TYPE_S5 = 5;

  static final int EVENT_POWER_BUTTON = 2;

  private static final int SLEEP_ENABLE = 0x20;

  private final IrqLine irq;
  private final Runnable powerOff;
  private final Runnable reset;
  private int events;

  /**
   * @param irq edge-triggered
   */
  public HardwareReducedAcpi(IrqLine irq, Runnable powerOff, Runnable reset) {
    this.irq = irq;
    this.powerOff = powerOff;
    this.reset = reset;
  }

  public void pressPowerButton() {
    events |= EVENT_POWER_BUTTON;
    irq.set(true);
  }

  @Override
  public long read(long offset, int size) {
    if (offset >= 4) {
      return 0;
    }
    int value = events; // reading takes the events
    events = 0;
    irq.set(false);
    return value;
  }

  @Override
  public void write(long offset, int size, long value) {
    if (offset == SLEEP_CONTROL
        && (value & SLEEP_ENABLE) != 0
        && (value >> 2 & 7) == SLEEP_TYPE_S5) {
      powerOff.run();
    } else if (offset == RESET && (value & 0xff) == RESET_VALUE) {
      reset.run();
    }
  }

  public State state() {
    return new State(events);
  }

  public void restore(State state) {
    events = state.events;
    irq.set(events != 0);
  }

  public record State(int events) implements DeviceState {}
}
