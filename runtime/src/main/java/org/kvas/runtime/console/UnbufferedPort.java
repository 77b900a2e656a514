package org.kvas.runtime.console;

import org.kvas.runtime.machine.CharacterPort;
import org.kvas.runtime.machine.HostOutput;

/**
 * Output where every byte is with the host before the guest's next instruction, for debug consoles:
 * what was said last survives a kill.
 */
final class UnbufferedPort implements CharacterPort {
  private final HostOutput out;

  UnbufferedPort(HostOutput out) {
    this.out = out;
  }

  @Override
  public void write(int value) {
    out.write(value);
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
    out.close();
  }
}
