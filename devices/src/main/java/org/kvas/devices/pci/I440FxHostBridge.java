package org.kvas.devices.pci;

/**
 * Intel 440FX host bridge, 8086:1237, device 0. Its programmable attribute map (PAM, registers 59h
 * to 5fh) says of each piece of c0000h to fffffh whether reads and writes go to RAM or to the ROM
 * and ISA behind it. Intel 82441FX data sheet (290549).
 *
 * <p>DRAM timing and error reporting are registers without effect; SMRAM (72h) is one too, as no
 * SMM is modelled.
 */
public final class I440FxHostBridge extends PciFunction {
  private static final int PAM0 = 0x59;
  private static final int SMRAM = 0x72;
  private static final int SEGMENTS = 13;

  /** Told how each segment is routed, at reset and on each change. */
  @FunctionalInterface
  public interface AttributeListener {
    /**
     * @param start c0000h to f0000h
     * @param length 4000h, or 10000h for the last
     * @param readsRam whether reads go to RAM
     * @param writesRam whether writes go to RAM
     */
    void changed(int start, int length, boolean readsRam, boolean writesRam);
  }

  private final AttributeListener listener;
  private final int[] known = new int[SEGMENTS];

  /**
   * @param subsystemVendor with {@code subsystem}, 1af4h and 1100h tell SeaBIOS that it runs on a
   *     QEMU-like machine; 0 and 0 do not
   */
  public I440FxHostBridge(int subsystemVendor, int subsystem, AttributeListener listener) {
    super(0x8086, 0x1237, 0x02, 0x06_0000);
    this.listener = listener;
    subsystem(subsystemVendor, subsystem);
    reserveRegisters(0x100);
    set16(COMMAND, COMMAND_MEMORY | COMMAND_BUS_MASTER);
    allowWrites(0x50, 4, -1);
    allowWrites(0x57, 2, -1);
    for (int i = 0; i < 7; i++) {
      allowWrites(PAM0 + i, 1, i == 0 ? 0xf0 : 0xff);
    }
    allowWrites(0x60, 8, -1);
    allowWrites(0x64, 4, -1);
    set8(SMRAM, 0x02);
    allowWrites(SMRAM, 1, 0x7f);
  }

  /** Tells the listener of every segment, once the memory it speaks of exists. */
  public void announce() {
    for (int i = 0; i < SEGMENTS; i++) {
      known[i] = attributes(i);
      listener.changed(start(i), length(i), (known[i] & 1) != 0, (known[i] & 2) != 0);
    }
  }

  @Override
  protected void configWritten(int offset, int size) {
    if (offset + size <= PAM0 || offset >= PAM0 + 7) {
      return;
    }
    for (int i = 0; i < SEGMENTS; i++) {
      int now = attributes(i);
      if (now != known[i]) {
        known[i] = now;
        listener.changed(start(i), length(i), (now & 1) != 0, (now & 2) != 0);
      }
    }
  }

  @Override
  protected void reset() {
    announce();
  }

  /**
   * Bit 0 reads, bit 1 writes. Segment 12 is f0000h to fffffh, in PAM0's high half; the others are
   * 16 KiB each from c0000h.
   */
  private int attributes(int segment) {
    if (segment == SEGMENTS - 1) {
      return get8(PAM0) >> 4 & 3;
    }
    return get8(PAM0 + 1 + segment / 2) >> (segment & 1) * 4 & 3;
  }

  private static int start(int segment) {
    return 0xc_0000 + 0x4000 * segment;
  }

  private static int length(int segment) {
    return segment == SEGMENTS - 1 ? 0x1_0000 : 0x4000;
  }
}
