package org.kvas.devices.chipset;

import org.kvas.devices.BytePortDevice;
import org.kvas.devices.VirtualClock;

/**
 * Port 61h: the 8254's counter 2 gate and output, the speaker, and the memory refresh toggle that
 * old software times short delays by. Parity and channel checks never fail. Its only state of its
 * own is bits 3:1. PIIX3 data sheet, NSC.
 */
public final class SystemControlPortB implements BytePortDevice {
  /** Nanoseconds between two toggles of the refresh bit. */
  private static final long REFRESH = 15_085;

  private final Pit8254 pit;
  private final VirtualClock clock;
  private int control;

  public SystemControlPortB(Pit8254 pit, VirtualClock clock) {
    this.pit = pit;
    this.clock = clock;
  }

  @Override
  public int readByte(int offset) {
    int refresh = (int) (clock.now() / REFRESH & 1);
    return control | (pit.gate2() ? 1 : 0) | refresh << 4 | (pit.output2() ? 0x20 : 0);
  }

  @Override
  public void writeByte(int offset, int value) {
    control = value & 0x0e;
    pit.setGate2((value & 1) != 0);
  }

  /** Whether a tone is audible: counter 2's output reaches the speaker. */
  public boolean speakerEnabled() {
    return (control & 2) != 0 && pit.gate2();
  }

  public int state() {
    return control;
  }

  public void restore(int state) {
    control = state;
  }
}
