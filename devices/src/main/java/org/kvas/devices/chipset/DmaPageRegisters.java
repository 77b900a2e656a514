package org.kvas.devices.chipset;

import org.kvas.devices.BytePortDevice;

/**
 * The PC's DMA page registers: sixteen bytes at 80h that are read as written. The first is the POST
 * code port.
 */
public final class DmaPageRegisters implements BytePortDevice {
  private final byte[] pages = new byte[16];

  @Override
  public int readByte(int offset) {
    return pages[offset & 15] & 0xff;
  }

  @Override
  public void writeByte(int offset, int value) {
    pages[offset & 15] = (byte) value;
  }

  public byte[] state() {
    return pages.clone();
  }

  public void restore(byte[] state) {
    System.arraycopy(state, 0, pages, 0, 16);
  }
}
