package org.kvas.runtime.boot;

import org.kvas.devices.GuestMemory;

/** The small descriptor table that entry states refer to. SDM Vol. 3A, 3.4.5. */
final class BootGdt {
  static final long CODE_32 = 0x00cf_9b00_0000_ffffL;
  static final long CODE_64 = 0x00af_9b00_0000_ffffL;
  static final long DATA = 0x00cf_9300_0000_ffffL;

  /** Busy 32-bit TSS, base 0, limit 0x67. */
  static final long TSS = 0x0000_8b00_0000_0067L;

  private BootGdt() {}

  /** Writes the table and returns its limit. */
  static int write(GuestMemory memory, long... descriptors) {
    var writer = new GuestWriter(memory);
    for (int i = 0; i < descriptors.length; i++) {
      writer.u64(LowMemory.GDT + 8L * i, descriptors[i]);
    }
    return descriptors.length * 8 - 1;
  }
}
