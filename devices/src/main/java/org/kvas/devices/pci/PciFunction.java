package org.kvas.devices.pci;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.kvas.devices.DeviceState;
import org.kvas.devices.IrqLine;
import org.kvas.devices.MmioDevice;
import org.kvas.devices.PortDevice;

/**
 * One PCI function: 256 bytes of configuration space with a type 0 header, base address registers,
 * capabilities and an interrupt pin. PCI 3.0, chapter 6.
 *
 * <p>A subclass declares BARs and capabilities in its constructor; software's writes then change
 * only the bits declared writable.
 */
public abstract class PciFunction {
  protected static final int COMMAND = 0x04;
  protected static final int STATUS = 0x06;
  protected static final int INTERRUPT_LINE = 0x3c;
  protected static final int INTERRUPT_PIN = 0x3d;

  protected static final int COMMAND_IO = 0x0001;
  protected static final int COMMAND_MEMORY = 0x0002;
  protected static final int COMMAND_BUS_MASTER = 0x0004;
  protected static final int COMMAND_INTERRUPT_DISABLE = 0x0400;

  private static final int STATUS_INTERRUPT = 0x08;
  private static final int STATUS_CAPABILITIES = 0x10;
  private static final int CAPABILITIES = 0x34;
  private static final int FIRST_CAPABILITY = 0x40;
  private static final int BARS = 6;

  private final byte[] config = new byte[256];

  /** Bits that software can write. */
  private final byte[] writable = new byte[256];

  /** Bits that software clears by writing ones. */
  private final byte[] clearable = new byte[256];

  private final @Nullable BaseAddress[] bars = new BaseAddress[BARS];
  private @Nullable PciAddressSpaces spaces;
  private IrqLine line = IrqLine.NOT_CONNECTED;
  private int nextCapability = FIRST_CAPABILITY;
  private byte[] powerOn = config;
  private boolean interrupt;

  /**
   * @param classCode base class, sub-class and programming interface: 24 bits
   */
  protected PciFunction(int vendor, int device, int revision, int classCode) {
    set16(0x00, vendor);
    set16(0x02, device);
    config[0x08] = (byte) revision;
    config[0x09] = (byte) classCode;
    set16(0x0a, classCode >> 8);
    allowWrites(COMMAND, 2, COMMAND_BUS_MASTER | COMMAND_INTERRUPT_DISABLE | 0x0140);
    allowWrites(0x0c, 1, 0xff);
    allowWrites(INTERRUPT_LINE, 1, 0xff);
    clearable[STATUS + 1] = (byte) 0xf9;
  }

  // ---- Declarations

  protected final void subsystem(int vendor, int id) {
    set16(0x2c, vendor);
    set16(0x2e, id);
  }

  /**
   * @param pin 1 for INTA# to 4 for INTD#
   */
  protected final void usesInterruptPin(int pin) {
    config[INTERRUPT_PIN] = (byte) pin;
  }

  /**
   * @param size a power of two from 4
   */
  protected final void portBar(int index, int size, PortDevice device) {
    declare(index, new BaseAddress.Ports(size, device));
  }

  /**
   * @param size a power of two from 16
   */
  protected final void memoryBar(int index, int size, boolean prefetchable, MmioDevice device) {
    declare(index, new BaseAddress.Memory(size, false, prefetchable, device));
  }

  /** A 64-bit BAR takes this index and the next. */
  protected final void memoryBar64(int index, long size, boolean prefetchable, MmioDevice device) {
    declare(index, new BaseAddress.Memory(size, true, prefetchable, device));
  }

  private void declare(int index, BaseAddress bar) {
    bars[index] = bar;
    int offset = 0x10 + 4 * index;
    set32(offset, bar.typeBits());
    allowWrites(
        offset,
        4,
        (int) -bar.size() & ~0x0f
            | (bar instanceof BaseAddress.Ports ? (int) -bar.size() & 0x0c : 0));
    if (bar.wide()) {
      allowWrites(offset + 4, 4, (int) (-bar.size() >>> 32));
    }
    allowWrites(COMMAND, 2, bar instanceof BaseAddress.Ports ? COMMAND_IO : COMMAND_MEMORY);
  }

  /**
   * Reserves a capability and links it into the list.
   *
   * @param length bytes, its two-byte header included
   * @return its offset; all of it but the header is zero and read-only until declared otherwise
   */
  protected final int addCapability(int id, int length) {
    int offset = nextCapability;
    nextCapability += length + 3 & ~3;
    if (nextCapability > 256) {
      throw new IllegalStateException("configuration space is full");
    }
    config[STATUS] |= STATUS_CAPABILITIES;
    config[offset] = (byte) id;
    config[offset + 1] = config[CAPABILITIES];
    config[CAPABILITIES] = (byte) offset;
    return offset;
  }

  /** Leaves room at the start of the device-specific registers, before any capability. */
  protected final void reserveRegisters(int end) {
    nextCapability = end;
  }

  /**
   * Lets software write the bits of {@code mask} in the {@code length} bytes at {@code offset},
   * besides those it already may.
   */
  protected final void allowWrites(int offset, int length, int mask) {
    for (int i = 0; i < length; i++) {
      writable[offset + i] |= (byte) (mask >>> 8 * i);
    }
  }

  // ---- For the subclass at run time

  protected final int get8(int offset) {
    return config[offset] & 0xff;
  }

  protected final int get16(int offset) {
    return get8(offset) | get8(offset + 1) << 8;
  }

  protected final int get32(int offset) {
    return get16(offset) | get16(offset + 2) << 16;
  }

  protected final void set8(int offset, int value) {
    config[offset] = (byte) value;
  }

  protected final void set16(int offset, int value) {
    set8(offset, value);
    set8(offset + 1, value >> 8);
  }

  protected final void set32(int offset, int value) {
    set16(offset, value);
    set16(offset + 2, value >>> 16);
  }

  /**
   * Drives the interrupt pin; COMMAND's interrupt disable bit keeps it from the wire, not from
   * STATUS.
   */
  protected final void setInterrupt(boolean level) {
    interrupt = level;
    updateInterrupt();
  }

  protected final boolean isBusMaster() {
    return (get16(COMMAND) & COMMAND_BUS_MASTER) != 0;
  }

  /** After a write to {@code size} bytes at {@code offset} has taken effect. */
  protected void configWritten(int offset, int size) {}

  /**
   * Before a read of {@code size} bytes at {@code offset}: for registers that follow something
   * else.
   */
  protected void configRead(int offset, int size) {}

  /** After RST#, with the configuration space as the constructor left it. */
  protected void reset() {}

  // ---- For the bus

  final int interruptPin() {
    return get8(INTERRUPT_PIN);
  }

  final void setMultiFunction() {
    config[0x0e] |= (byte) 0x80;
    powerOn[0x0e] = config[0x0e];
  }

  final void connect(PciAddressSpaces spaces, IrqLine line) {
    this.spaces = spaces;
    this.line = line;
    powerOn = config.clone();
  }

  public final int readConfig(int offset, int size) {
    configRead(offset, size);
    int value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | get8(offset + i & 0xff);
    }
    return value;
  }

  public final void writeConfig(int offset, int size, int value) {
    int oldCommand = get16(COMMAND);
    for (int i = 0; i < size; i++) {
      int at = offset + i & 0xff;
      int written = value >>> 8 * i & 0xff;
      int mask = writable[at];
      config[at] = (byte) (config[at] & ~mask | written & mask);
      config[at] &= (byte) ~(written & clearable[at]);
    }
    if (get16(COMMAND) != oldCommand || offset + size > 0x10 && offset < 0x10 + 4 * BARS) {
      mapBars();
    }
    updateInterrupt();
    configWritten(offset, size);
  }

  final void resetConfig() {
    System.arraycopy(powerOn, 0, config, 0, config.length);
    interrupt = false;
    mapBars();
    updateInterrupt();
    reset();
  }

  private void updateInterrupt() {
    set8(STATUS, get8(STATUS) & ~STATUS_INTERRUPT | (interrupt ? STATUS_INTERRUPT : 0));
    line.set(interrupt && (get16(COMMAND) & COMMAND_INTERRUPT_DISABLE) == 0);
  }

  private void mapBars() {
    PciAddressSpaces to = spaces;
    if (to == null) {
      return;
    }
    for (int i = 0; i < BARS; i++) {
      BaseAddress bar = bars[i];
      if (bar != null) {
        int offset = 0x10 + 4 * i;
        long base =
            get32(offset) & 0xffff_ffffL & -bar.size()
                | (bar.wide() ? (long) get32(offset + 4) << 32 : 0);
        bar.moveTo(
            (get16(COMMAND) & bar.commandBit()) != 0 && bar.isDecodable(base)
                ? base
                : BaseAddress.UNMAPPED,
            to);
      }
    }
  }

  /** The configuration space; a subclass's state holds it among its own. */
  public final ConfigState configState() {
    return new ConfigState(config.clone(), interrupt);
  }

  public final void restoreConfig(ConfigState state) {
    System.arraycopy(state.config, 0, config, 0, config.length);
    interrupt = state.interrupt;
    mapBars();
    updateInterrupt();
    configWritten(0, 256);
  }

  public record ConfigState(byte[] config, boolean interrupt) implements DeviceState {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof ConfigState that
          && interrupt == that.interrupt
          && Arrays.equals(config, that.config);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(config);
    }
  }
}
