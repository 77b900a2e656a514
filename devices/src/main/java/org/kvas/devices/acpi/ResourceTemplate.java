package org.kvas.devices.acpi;

import java.io.ByteArrayOutputStream;

/** The resource descriptors of a {@code _CRS}. ACPI 6.5, 6.4. */
final class ResourceTemplate {
  private static final int FIXED_RANGE = 0x0c;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  byte[] toBytes() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(out.toByteArray());
    whole.write(0x79); // end tag, without a checksum
    whole.write(0);
    return whole.toByteArray();
  }

  ResourceTemplate ports(int base, int length) {
    bytes(0x47, 1);
    number(base, 2);
    number(base, 2);
    return bytes(1, length);
  }

  /** An ISA interrupt: edge-triggered, not shared. */
  ResourceTemplate irq(int irq) {
    bytes(0x22);
    return number(1L << irq, 2);
  }

  ResourceTemplate dma(int channel) {
    return bytes(0x2a, 1 << channel, 0);
  }

  /** A global system interrupt, active high. */
  ResourceTemplate interrupt(int gsi, boolean edge) {
    bytes(0x89, 6, 0, edge ? 0x03 : 0x01, 1);
    return number(gsi, 4);
  }

  ResourceTemplate memory(long base, long length) {
    bytes(0x86, 9, 0, 1);
    number(base, 4);
    return number(length, 4);
  }

  /** A bridge's bus numbers. */
  ResourceTemplate busWindow(int first, int last) {
    bytes(0x88, 13, 0, 2, FIXED_RANGE, 0);
    return range(first, last, 2);
  }

  ResourceTemplate portWindow(int first, int last) {
    bytes(0x88, 13, 0, 1, FIXED_RANGE, 3);
    return range(first, last, 2);
  }

  ResourceTemplate memoryWindow(long first, long last, boolean cacheable) {
    bytes(0x87, 23, 0, 0, FIXED_RANGE, cacheable ? 3 : 1);
    return range(first, last, 4);
  }

  ResourceTemplate memoryWindow64(long first, long last) {
    bytes(0x8a, 43, 0, 0, FIXED_RANGE, 3);
    return range(first, last, 8);
  }

  private ResourceTemplate range(long first, long last, int width) {
    number(0, width); // granularity
    number(first, width);
    number(last, width);
    number(0, width); // translation
    return number(last - first + 1, width);
  }

  private ResourceTemplate number(long value, int width) {
    for (int i = 0; i < width; i++) {
      out.write((int) (value >>> 8 * i));
    }
    return this;
  }

  private ResourceTemplate bytes(int... values) {
    for (int value : values) {
      out.write(value);
    }
    return this;
  }
}
