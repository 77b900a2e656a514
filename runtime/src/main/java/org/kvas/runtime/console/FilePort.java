package org.kvas.runtime.console;

import java.io.IOException;
import java.io.OutputStream;
import org.kvas.runtime.machine.CharacterPort;

/** A file that output goes to. */
final class FilePort implements CharacterPort {
  private final OutputStream file;
  private final BatchedOutput output;

  FilePort(OutputStream file) {
    this.file = file;
    this.output = new BatchedOutput(file, "file-output");
  }

  @Override
  public void write(int value) {
    output.write(value);
  }

  @Override
  public void onInput(Runnable arrived) {}

  @Override
  public int poll() {
    return -1;
  }

  @Override
  public void flush() {
    output.flush();
  }

  @Override
  public void close() {
    output.close();
    try {
      file.close();
    } catch (IOException e) {
      // Every byte was written by then.
    }
  }
}
