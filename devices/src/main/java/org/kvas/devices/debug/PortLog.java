package org.kvas.devices.debug;

import org.kvas.devices.BytePortDevice;
import org.kvas.devices.CharBackend;

/** A port that only listens: POST codes at 80h or 190h. Reads float high. It has no state. */
public final class PortLog implements BytePortDevice {
  private final CharBackend sink;

  public PortLog(CharBackend sink) {
    this.sink = sink;
  }

  @Override
  public int readByte(int offset) {
    return 0xff;
  }

  @Override
  public void writeByte(int offset, int value) {
    sink.write(value);
  }
}
