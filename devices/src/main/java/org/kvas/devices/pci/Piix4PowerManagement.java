package org.kvas.devices.pci;

import org.kvas.devices.PortDevice;
import org.kvas.devices.acpi.AcpiPowerManagement;

/**
 * PIIX4's power management function, 8086:7113, usually device 1 function 3: it places the ACPI
 * registers in port space by PMBA (40h) and PMREGMISC (80h). Intel 82371AB data sheet (290562),
 * 7.1.
 *
 * <p>The SMBus controller and the device monitors are not modelled; their registers read zero.
 */
public final class Piix4PowerManagement extends PciFunction {
  private static final int PM_BASE = 0x40;
  private static final int DEVICE_ACTIVITY_B = 0x58;

  /**
   * APMC_EN, bit 25: firmware that finds it set takes SMM for initialised and does not wait for an
   * SMI.
   */
  private static final int SMI_ON_APM = 0x02;

  private static final int PM_MISCELLANEOUS = 0x80;
  private static final int PM_IO_ENABLE = 0x01;

  private final PortDevice registers;
  private final PciAddressSpaces spaces;
  private int mappedAt;

  public Piix4PowerManagement(AcpiPowerManagement registers, PciAddressSpaces spaces) {
    super(0x8086, 0x7113, 0x03, 0x06_8000);
    this.registers = registers;
    this.spaces = spaces;
    set16(STATUS, 0x0280);
    usesInterruptPin(1); // SCI itself is wired to IRQ 9
    set8(INTERRUPT_LINE, 9);
    reserveRegisters(0x100);
    set32(PM_BASE, 1);
    allowWrites(PM_BASE, 2, 0xffc0);
    set8(DEVICE_ACTIVITY_B + 3, SMI_ON_APM);
    allowWrites(DEVICE_ACTIVITY_B, 4, -1);
    allowWrites(PM_MISCELLANEOUS, 1, PM_IO_ENABLE);
  }

  /** Places and enables the registers as firmware does, for a machine that starts without any. */
  public void enableAt(int base) {
    writeConfig(PM_BASE, 4, base | 1);
    writeConfig(PM_MISCELLANEOUS, 1, PM_IO_ENABLE);
  }

  @Override
  protected void configWritten(int offset, int size) {
    map();
  }

  @Override
  protected void reset() {
    map();
  }

  private void map() {
    int base = (get8(PM_MISCELLANEOUS) & PM_IO_ENABLE) != 0 ? get16(PM_BASE) & 0xffc0 : 0;
    if (base == mappedAt) {
      return;
    }
    if (mappedAt != 0) {
      spaces.unmapPorts(mappedAt, AcpiPowerManagement.LENGTH, registers);
    }
    mappedAt = base;
    if (base != 0) {
      spaces.mapPorts(base, AcpiPowerManagement.LENGTH, registers);
    }
  }
}
