package org.kvas.devices.pci;

import org.kvas.devices.MmioDevice;
import org.kvas.devices.PortDevice;

/**
 * Where base address registers put their devices. A guest may map one range over another; the
 * machine decides who answers.
 */
public interface PciAddressSpaces {
  void mapPorts(int base, int length, PortDevice device);

  void unmapPorts(int base, int length, PortDevice device);

  void mapMemory(long base, long length, MmioDevice device);

  void unmapMemory(long base, long length, MmioDevice device);
}
