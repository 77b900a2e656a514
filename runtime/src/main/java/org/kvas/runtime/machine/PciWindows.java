package org.kvas.runtime.machine;

import org.kvas.devices.MmioDevice;
import org.kvas.devices.PortDevice;
import org.kvas.devices.pci.PciAddressSpaces;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.MemoryRegion;

/** Ports and memory as PCI devices are mapped into them: behind the board's own, and behind RAM. */
final class PciWindows implements PciAddressSpaces {
  private final IoPorts ports;
  private final AddressSpace space;

  PciWindows(IoPorts ports, AddressSpace space) {
    this.ports = ports;
    this.space = space;
  }

  @Override
  public void mapPorts(int base, int length, PortDevice device) {
    ports.mapMovable(base, length, device);
  }

  @Override
  public void unmapPorts(int base, int length, PortDevice device) {
    ports.unmapMovable(base, length, device);
  }

  @Override
  public void mapMemory(long base, long length, MmioDevice device) {
    space.map(AddressSpace.LAYER_PCI, new MemoryRegion.Mmio(base, length, device));
  }

  @Override
  public void unmapMemory(long base, long length, MmioDevice device) {
    space.unmap(new MemoryRegion.Mmio(base, length, device));
  }
}
