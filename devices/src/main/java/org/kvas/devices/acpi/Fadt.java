package org.kvas.devices.acpi;

/**
 * The fixed ACPI description table, revision 5.1: with PIIX4's registers, or hardware-reduced. ACPI
 * 6.5, 5.2.9.
 */
final class Fadt {
  private static final int LENGTH = 268;
  private static final int CMOS_CENTURY = 0x32;

  private static final int FLAG_WBINVD = 1;
  private static final int FLAG_C1 = 1 << 2;
  private static final int FLAG_NO_FIXED_SLEEP_BUTTON = 1 << 5;
  private static final int FLAG_RESET_REGISTER = 1 << 10;
  private static final int FLAG_HARDWARE_REDUCED = 1 << 20;

  private static final int BOOT_LEGACY_DEVICES = 1;
  private static final int BOOT_8042 = 2;
  private static final int BOOT_NO_CMOS_CLOCK = 1 << 5;

  private static final int NO_SUCH_STATE = 0xfff;

  private Fadt() {}

  static byte[] of(PcPlatform platform, long facs, long dsdt) {
    int pm = platform.pmBase();
    AcpiTable table = start(dsdt);
    table.put32(36, facs).put16(46, PcPlatform.SCI).put32(48, 0xb2);
    table.put8(52, AcpiPowerManagement.ACPI_ENABLE).put8(53, AcpiPowerManagement.ACPI_DISABLE);
    table
        .put32(56, pm)
        .put32(64, pm + 4)
        .put32(76, pm + AcpiPowerManagement.TIMER_OFFSET)
        .put32(80, pm + AcpiPowerManagement.GPE0_OFFSET);
    table.put8(88, 4).put8(89, 2).put8(91, 4).put8(92, AcpiPowerManagement.GPE0_LENGTH);
    table.put16(96, NO_SUCH_STATE).put16(98, NO_SUCH_STATE);
    table.put8(108, CMOS_CENTURY);
    table.put16(109, BOOT_LEGACY_DEVICES | (platform.keyboardController() ? BOOT_8042 : 0));
    table.put32(112, FLAG_WBINVD | FLAG_C1 | FLAG_NO_FIXED_SLEEP_BUTTON | FLAG_RESET_REGISTER);
    table.putAddress(116, AmlWriter.SYSTEM_IO, 8, 0xcf9).put8(128, ResetControl.RESET_VALUE);
    table.putAddress(148, AmlWriter.SYSTEM_IO, 32, pm);
    table.putAddress(172, AmlWriter.SYSTEM_IO, 16, pm + 4);
    table.putAddress(208, AmlWriter.SYSTEM_IO, 32, pm + AcpiPowerManagement.TIMER_OFFSET);
    table.putAddress(220, AmlWriter.SYSTEM_IO, 32, pm + AcpiPowerManagement.GPE0_OFFSET);
    return table.toBytes();
  }

  static byte[] of(MicrovmPlatform platform, long dsdt) {
    AcpiTable table = start(dsdt);
    table.put8(108, platform.clock() ? CMOS_CENTURY : 0);
    table.put16(109, platform.clock() ? 0 : BOOT_NO_CMOS_CLOCK);
    table.put32(112, FLAG_WBINVD | FLAG_C1 | FLAG_RESET_REGISTER | FLAG_HARDWARE_REDUCED);
    table
        .putAddress(116, AmlWriter.SYSTEM_MEMORY, 8, platform.events() + HardwareReducedAcpi.RESET)
        .put8(128, HardwareReducedAcpi.RESET_VALUE);
    table.putAddress(
        244, AmlWriter.SYSTEM_MEMORY, 8, platform.events() + HardwareReducedAcpi.SLEEP_CONTROL);
    table.putAddress(
        256, AmlWriter.SYSTEM_MEMORY, 8, platform.events() + HardwareReducedAcpi.SLEEP_STATUS);
    return table.toBytes();
  }

  private static AcpiTable start(long dsdt) {
    return new AcpiTable("FACP", 5, LENGTH).put32(40, dsdt).put64(140, dsdt).put8(131, 1);
  }
}
