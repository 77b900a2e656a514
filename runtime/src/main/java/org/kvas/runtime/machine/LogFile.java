package org.kvas.runtime.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.kvas.devices.CharBackend;

/** Bytes that go to the host at once. */
final class LogFile implements CharBackend, AutoCloseable {
  private final OutputStream stream;

  LogFile(OutputStream stream) {
    this.stream = stream;
  }

  @Override
  public void write(int value) {
    try {
      stream.write(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
