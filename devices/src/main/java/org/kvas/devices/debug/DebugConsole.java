package org.kvas.devices.debug;

import org.kvas.devices.BytePortDevice;
import org.kvas.devices.CharBackend;

/**
 * The debug port of Bochs and QEMU, usually at e9h: every byte written is output, and reading e9h
 * says it is there. It has no state.
 */
public final class DebugConsole implements BytePortDevice {
  private static final int PRESENT = 0xe9;

  private final CharBackend backend;

  public DebugConsole(CharBackend backend) {
    this.backend = backend;
  }

  @Override
  public int readByte(int offset) {
    return PRESENT;
  }

  @Override
  public void writeByte(int offset, int value) {
    backend.write(value);
  }
}
