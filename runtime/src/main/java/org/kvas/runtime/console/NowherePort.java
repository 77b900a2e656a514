package org.kvas.runtime.console;

import org.kvas.runtime.machine.CharacterPort;

/** A connector with nothing plugged in. */
final class NowherePort implements CharacterPort {
  @Override
  public void write(int value) {}

  @Override
  public void onInput(Runnable arrived) {}

  @Override
  public int poll() {
    return -1;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
