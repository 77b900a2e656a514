package org.kvas.devices.pci;

import org.kvas.devices.PortDevice;

/**
 * Configuration mechanism 1: eight ports at cf8h, CONFIG_ADDRESS and CONFIG_DATA. PCI 3.0,
 * 3.2.2.3.2.
 *
 * <p>CONFIG_ADDRESS answers 32-bit accesses alone; narrower ones at offset 1 reach the reset
 * control register that PIIX3 has there.
 */
public final class PciConfigurationPorts implements PortDevice {
  private static final int ENABLE = 0x8000_0000;

  private final PciBus bus;
  private final PortDevice resetControl;
  private int address;

  public PciConfigurationPorts(PciBus bus, PortDevice resetControl) {
    this.bus = bus;
    this.resetControl = resetControl;
  }

  @Override
  public int read(int offset, int size) {
    if (offset >= 4) {
      return (address & ENABLE) == 0 ? -1 >>> 32 - 8 * size : bus.readConfig(target(offset), size);
    }
    if (offset == 0 && size == 4) {
      return address;
    }
    return offset == 1 && size == 1 ? resetControl.read(0, 1) : -1 >>> 32 - 8 * size;
  }

  @Override
  public void write(int offset, int size, int value) {
    if (offset >= 4) {
      if ((address & ENABLE) != 0) {
        bus.writeConfig(target(offset), size, value);
      }
    } else if (offset == 0 && size == 4) {
      address = value & 0x80ff_fffc;
    } else if (offset == 1 && size == 1) {
      resetControl.write(0, 1, value);
    }
  }

  private int target(int offset) {
    return address & 0xff_fffc | offset & 3;
  }

  public int state() {
    return address;
  }

  public void restore(int state) {
    address = state;
  }
}
