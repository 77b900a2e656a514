package org.kvas.devices.chipset;

import org.kvas.devices.BytePortDevice;

/**
 * System control port A at 92h: bit 1 is A20, a rising bit 0 resets the processor. The gate holds
 * its state. PS/2 Hardware Interface Technical Reference.
 */
public final class Port92 implements BytePortDevice {
  private final A20Gate a20;
  private final Runnable reset;
  private int latch;

  /**
   * @param reset pulses the processors' INIT
   */
  public Port92(A20Gate a20, Runnable reset) {
    this.a20 = a20;
    this.reset = reset;
  }

  @Override
  public int readByte(int offset) {
    return latch & ~2 | (a20.isEnabled() ? 2 : 0);
  }

  @Override
  public void writeByte(int offset, int value) {
    boolean pulse = (value & 1) != 0 && (latch & 1) == 0;
    latch = value;
    a20.set((value & 2) != 0);
    if (pulse) {
      latch &= ~1; // the reset the pulse causes clears it
      reset.run();
    }
  }

  public int state() {
    return latch;
  }

  public void restore(int state) {
    latch = state;
  }
}
