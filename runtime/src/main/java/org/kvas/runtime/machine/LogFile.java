package org.kvas.runtime.machine;

import org.kvas.devices.CharBackend;

/** Bytes that go to the host at once. */
final class LogFile implements CharBackend, AutoCloseable {
  private final HostOutput stream;

  LogFile(HostOutput stream) {
    this.stream = stream;
  }

  @Override
  public void write(int value) {
    stream.write(value);
  }

  @Override
  public void close() {
    stream.close();
  }
}
