package org.kvas.runtime.machine;

import org.kvas.devices.GuestMemory;
import org.kvas.runtime.boot.MemoryMap;

/**
 * The few words of the BIOS data area that operating systems read even if no BIOS ran. IBM PC/AT
 * Technical Reference, "BIOS Data Area".
 */
final class BiosData {
  private static final long SERIAL_PORTS = 0x400;
  private static final long EBDA_SEGMENT = 0x40e;
  private static final long MEMORY_KIB = 0x413;

  private BiosData() {}

  static void write(GuestMemory memory, MemoryMap map) {
    word(memory, SERIAL_PORTS, 0x3f8);
    word(memory, EBDA_SEGMENT, (int) (map.conventionalTop() >> 4));
    word(memory, MEMORY_KIB, (int) (map.conventionalTop() >> 10));
  }

  private static void word(GuestMemory memory, long address, int value) {
    memory.write(address, new byte[] {(byte) value, (byte) (value >> 8)}, 0, 2);
  }
}
