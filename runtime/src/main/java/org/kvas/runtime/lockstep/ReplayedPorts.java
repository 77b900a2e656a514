package org.kvas.runtime.lockstep;

import org.kvas.runtime.lockstep.OutsideEvent.Target;
import org.kvas.runtime.vcpu.PortBus;

/** The replay's ports. */
record ReplayedPorts(OutsideRecord record) implements PortBus {
  @Override
  public int read(int port, int size) {
    return (int) record.replay(Target.PORT, false, port, size, 0);
  }

  @Override
  public void write(int port, int size, int value) {
    record.replay(Target.PORT, true, port, size, value);
  }
}
