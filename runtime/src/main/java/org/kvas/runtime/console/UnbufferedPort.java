package org.kvas.runtime.console;

import java.io.IOException;
import java.io.OutputStream;
import org.kvas.runtime.machine.CharacterPort;

/**
 * Output where every byte is with the host before the guest's next instruction, for debug consoles:
 * what was said last survives a kill.
 */
final class UnbufferedPort implements CharacterPort {
  private final OutputStream out;

  UnbufferedPort(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int value) {
    try {
      out.write(value);
    } catch (IOException e) {
      // The reader went away; the guest cannot be told.
    }
  }

  @Override
  public void onInput(Runnable arrived) {}

  @Override
  public int poll() {
    return -1;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      // Nothing is buffered.
    }
  }
}
