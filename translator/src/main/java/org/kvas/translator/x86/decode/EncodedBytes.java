package org.kvas.translator.x86.decode;

import java.util.Arrays;

/** Bytes of an instruction being written, little-endian. */
final class EncodedBytes {
  private final byte[] bytes = new byte[32];
  private int length;

  void put(long value, int size) {
    for (int i = 0; i < size; i++) {
      bytes[length++] = (byte) (value >> i * 8);
    }
  }

  void put(int value) {
    bytes[length++] = (byte) value;
  }

  void put(byte[] values) {
    for (byte value : values) {
      put(value);
    }
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }
}
