package org.kvas.devices.debug;

import java.util.function.IntConsumer;
import org.kvas.devices.PortDevice;

/**
 * QEMU's isa-debug-exit: a write ends the machine with the exit status {@code (value << 1) | 1}. It
 * has no state.
 */
public final class IsaDebugExit implements PortDevice {
  private final IntConsumer exit;

  /**
   * @param exit takes the exit status, of which a process keeps eight bits
   */
  public IsaDebugExit(IntConsumer exit) {
    this.exit = exit;
  }

  @Override
  public int read(int offset, int size) {
    return 0;
  }

  @Override
  public void write(int offset, int size, int value) {
    exit.accept(value << 1 | 1);
  }
}
