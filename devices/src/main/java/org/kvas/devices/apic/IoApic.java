package org.kvas.devices.apic;

import org.kvas.devices.DeviceState;
import org.kvas.devices.IrqLine;
import org.kvas.devices.MmioDevice;

/**
 * I/O APIC with 24 pins: an index and a data register, and the EOI register of version 20h. Intel
 * 82093AA data sheet (290566); ICH9 data sheet, 13.5.
 *
 * <p>A line's {@code true} means asserted, whatever polarity an entry says. An edge while its entry
 * is masked is lost, as the 82093AA loses it.
 */
public final class IoApic implements MmioDevice {
  public static final long DEFAULT_BASE = 0xfec0_0000L;
  public static final int PINS = 24;

  private static final int VERSION = 0x20;

  private static final int INDEX = 0x00;
  private static final int WINDOW = 0x10;
  private static final int EOI = 0x40;

  private static final long MASKED = 1L << 16;
  private static final long LEVEL_TRIGGERED = 1L << 15;
  private static final long REMOTE_IRR = 1L << 14;
  private static final long DELIVERY_STATUS = 1L << 12;

  /**
   * Entry bits that software writes: destination, mask, trigger, polarity, destination mode,
   * delivery mode, vector.
   */
  private static final long WRITABLE = 0xff00_0000_0001_afffL;

  private final ApicBus bus;
  private final long[] entries = new long[PINS];
  private int id;
  private int index;
  private int lines;

  public IoApic(int id, ApicBus bus) {
    this.id = id;
    this.bus = bus;
    reset();
  }

  public void reset() {
    index = 0;
    for (int i = 0; i < PINS; i++) {
      entries[i] = MASKED;
    }
  }

  /**
   * @param pin 0 to 23
   */
  public IrqLine line(int pin) {
    return level -> setLine(pin, level);
  }

  private void setLine(int pin, boolean level) {
    int bit = 1 << pin;
    boolean edge = level && (lines & bit) == 0;
    lines = level ? lines | bit : lines & ~bit;
    if (edge || level && (entries[pin] & LEVEL_TRIGGERED) != 0) {
      deliver(pin);
    }
  }

  private void deliver(int pin) {
    long entry = entries[pin];
    if ((entry & MASKED) != 0) {
      return;
    }
    if ((entry & LEVEL_TRIGGERED) != 0) {
      if ((entry & REMOTE_IRR) != 0) {
        return;
      }
      entries[pin] |= REMOTE_IRR;
    }
    bus.deliver((int) (entry >>> 56), (int) entry & 0x8fff | ApicBus.LEVEL_ASSERT);
  }

  /**
   * An EOI message: level-triggered pins with this vector may interrupt again, and do if their line
   * is still asserted.
   */
  void endOfInterrupt(int vector) {
    for (int pin = 0; pin < PINS; pin++) {
      if ((entries[pin] & REMOTE_IRR) != 0 && (int) entries[pin] << 24 >>> 24 == vector) {
        entries[pin] &= ~REMOTE_IRR;
        redeliver(pin);
      }
    }
  }

  private void redeliver(int pin) {
    if ((lines & 1 << pin) != 0 && (entries[pin] & LEVEL_TRIGGERED) != 0) {
      deliver(pin);
    }
  }

  @Override
  public long read(long offset, int size) {
    int value =
        switch ((int) offset & 0xfc) {
          case INDEX -> index;
          case WINDOW -> readRegister();
          default -> 0;
        };
    return value >>> 8 * ((int) offset & 3) & -1L >>> 64 - 8 * size;
  }

  @Override
  public void write(long offset, int size, long value) {
    switch ((int) offset & 0xff) {
      case INDEX -> index = (int) value & 0xff;
      case WINDOW -> writeRegister((int) value);
      case EOI -> endOfInterrupt((int) value & 0xff);
      default -> {}
    }
  }

  private int readRegister() {
    switch (index) {
      case 0, 2:
        return id << 24;
      case 1:
        return VERSION | PINS - 1 << 16;
      default:
        int pin = index - 0x10 >> 1;
        if (index < 0x10 || pin >= PINS) {
          return 0;
        }
        return (int) ((index & 1) == 0 ? entries[pin] : entries[pin] >>> 32);
    }
  }

  private void writeRegister(int value) {
    if (index == 0) {
      id = value >>> 24 & 0x0f;
      return;
    }
    int pin = index - 0x10 >> 1;
    if (index < 0x10 || pin >= PINS) {
      return;
    }
    long unsigned = value & 0xffff_ffffL;
    long old = entries[pin];
    long written =
        (index & 1) == 0
            ? old & 0xffff_ffff_0000_0000L | unsigned
            : old & 0xffff_ffffL | unsigned << 32;
    long remote =
        (written & LEVEL_TRIGGERED) != 0
            ? old & REMOTE_IRR
            : 0; // an edge entry has none: how old drivers clear it
    entries[pin] = written & WRITABLE & ~DELIVERY_STATUS | remote;
    redeliver(pin);
  }

  public State state() {
    return new State(id, index, lines, entries.clone());
  }

  public void restore(State state) {
    id = state.id;
    index = state.index;
    lines = state.lines;
    System.arraycopy(state.entries, 0, entries, 0, PINS);
  }

  public record State(int id, int index, int lines, long[] entries) implements DeviceState {}
}
