package org.kvas.runtime.console;

import org.kvas.runtime.machine.CharacterPort;
import org.kvas.runtime.machine.HostOutput;

/** A file that output goes to. */
final class FilePort implements CharacterPort {
  private final HostOutput file;
  private final BatchedOutput output;

  FilePort(HostOutput file) {
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
    file.close();
  }
}
