package org.kvas.runtime.lockstep;

import org.kvas.runtime.lockstep.OutsideEvent.Target;
import org.kvas.runtime.vcpu.PortBus;

/** The leader's ports. */
record RecordingPorts(PortBus ports, OutsideRecord record) implements PortBus {
  @Override
  public int read(int port, int size) {
    return (int) record.read(Target.PORT, port, size, () -> ports.read(port, size));
  }

  @Override
  public void write(int port, int size, int value) {
    record.write(Target.PORT, port, size, value, () -> ports.write(port, size, value));
  }
}
