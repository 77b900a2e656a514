package org.kvas.devices.acpi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One table under construction: the common header, then fields at their offsets, then the checksum.
 * ACPI 6.5, 5.2.6.
 */
final class AcpiTable {
  static final int HEADER = 36;

  private final ByteBuffer bytes;

  AcpiTable(String signature, int revision, int length) {
    bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    ascii(0, signature);
    bytes.putInt(4, length);
    bytes.put(8, (byte) revision);
    ascii(10, "KVAS  ");
    ascii(16, "KVASTABL");
    bytes.putInt(24, 1);
    ascii(28, "KVAS");
    bytes.putInt(32, 1);
  }

  private void ascii(int offset, String text) {
    bytes.put(offset, text.getBytes(StandardCharsets.US_ASCII));
  }

  AcpiTable put8(int offset, int value) {
    bytes.put(offset, (byte) value);
    return this;
  }

  AcpiTable put16(int offset, int value) {
    bytes.putShort(offset, (short) value);
    return this;
  }

  AcpiTable put32(int offset, long value) {
    bytes.putInt(offset, (int) value);
    return this;
  }

  AcpiTable put64(int offset, long value) {
    bytes.putLong(offset, value);
    return this;
  }

  AcpiTable put(int offset, byte[] content) {
    bytes.put(offset, content);
    return this;
  }

  /**
   * A generic address structure: ACPI 6.5, 5.2.3.2.
   *
   * @param space {@link AmlWriter#SYSTEM_MEMORY} or {@link AmlWriter#SYSTEM_IO}
   * @param bits the register's width; accesses have it too, up to 32
   */
  AcpiTable putAddress(int offset, int space, int bits, long address) {
    int access = bits == 8 ? 1 : bits == 16 ? 2 : 3;
    return put8(offset, space)
        .put8(offset + 1, bits)
        .put8(offset + 2, 0)
        .put8(offset + 3, access)
        .put64(offset + 4, address);
  }

  byte[] toBytes() {
    byte[] result = bytes.array();
    result[9] = 0;
    result[9] = checksum(result, 0, result.length);
    return result;
  }

  /** What makes the sum of the bytes, this one included, 0 modulo 256. */
  static byte checksum(byte[] bytes, int offset, int length) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      sum += bytes[offset + i];
    }
    return (byte) -sum;
  }
}
