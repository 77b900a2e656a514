package org.kvas.devices;

/**
 * Guest-physical memory as a bus master sees it. An access outside RAM reads ones and writes
 * nothing.
 */
public interface GuestMemory {
  void read(long address, byte[] into, int offset, int length);

  void write(long address, byte[] from, int offset, int length);
}
