package org.kvas.devices.acpi;

import org.kvas.devices.BytePortDevice;

/**
 * Reset control register at cf9h: bit 2 going from 0 to 1 resets, the whole machine if bit 1 is set
 * and the processors alone if not. Intel 82371SB data sheet, RC.
 *
 * <p>On a machine with configuration mechanism 1 the port lies inside CONFIG_ADDRESS, which only
 * answers 32-bit accesses.
 */
public final class ResetControl implements BytePortDevice {
  /** What FADT's RESET_VALUE says. */
  public static final int RESET_VALUE = 0x0f;

  private final Runnable hardReset;
  private final Runnable softReset;
  private int latch;

  public ResetControl(Runnable hardReset, Runnable softReset) {
    this.hardReset = hardReset;
    this.softReset = softReset;
  }

  @Override
  public int readByte(int offset) {
    return latch;
  }

  @Override
  public void writeByte(int offset, int value) {
    boolean pulse = (value & 4) != 0 && (latch & 4) == 0;
    latch = value & 2;
    if (pulse) {
      ((value & 2) != 0 ? hardReset : softReset).run();
    }
  }

  public int state() {
    return latch;
  }

  public void restore(int state) {
    latch = state;
  }
}
