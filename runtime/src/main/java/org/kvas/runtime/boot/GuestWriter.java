package org.kvas.runtime.boot;

import java.nio.charset.StandardCharsets;
import org.kvas.devices.GuestMemory;

/** Little-endian values into guest memory. */
final class GuestWriter {
  private final GuestMemory memory;
  private final byte[] buffer = new byte[8];

  GuestWriter(GuestMemory memory) {
    this.memory = memory;
  }

  void u8(long address, int value) {
    put(address, 1, value);
  }

  void u16(long address, int value) {
    put(address, 2, value);
  }

  void u32(long address, long value) {
    put(address, 4, value);
  }

  void u64(long address, long value) {
    put(address, 8, value);
  }

  private void put(long address, int size, long value) {
    for (int i = 0; i < size; i++) {
      buffer[i] = (byte) (value >>> 8 * i);
    }
    memory.write(address, buffer, 0, size);
  }

  void bytes(long address, byte[] bytes) {
    memory.write(address, bytes, 0, bytes.length);
  }

  void zero(long address, long length) {
    byte[] zeros = new byte[(int) Math.min(length, 1 << 20)];
    for (long done = 0; done < length; done += zeros.length) {
      memory.write(address + done, zeros, 0, (int) Math.min(zeros.length, length - done));
    }
  }

  /** Bytes of the text with its terminating zero. */
  static byte[] cString(String text) {
    return (text + "\0").getBytes(StandardCharsets.UTF_8);
  }
}
