package org.kvas.runtime.lockstep;

import org.kvas.devices.MmioDevice;
import org.kvas.runtime.lockstep.OutsideEvent.Target;

/** A device's window in the replay's memory. */
record ReplayedDevice(OutsideRecord record, long base) implements MmioDevice {
  @Override
  public long read(long offset, int size) {
    return record.replay(Target.DEVICE, false, base + offset, size, 0);
  }

  @Override
  public void write(long offset, int size, long value) {
    record.replay(Target.DEVICE, true, base + offset, size, value);
  }
}
