package org.kvas.devices;

/** A device of 8-bit registers: the bus splits wider accesses into bytes, lowest address first. */
public interface BytePortDevice extends PortDevice {
  /**
   * @return 0 to 255
   */
  int readByte(int offset);

  /**
   * @param value 0 to 255
   */
  void writeByte(int offset, int value);

  @Override
  default int read(int offset, int size) {
    if (size == 1) {
      return readByte(offset) & 0xff;
    }
    int value = 0;
    for (int i = 0; i < size; i++) {
      value |= (readByte(offset + i) & 0xff) << (8 * i);
    }
    return value;
  }

  @Override
  default void write(int offset, int size, int value) {
    for (int i = 0; i < size; i++) {
      writeByte(offset + i, (value >>> (8 * i)) & 0xff);
    }
  }
}
