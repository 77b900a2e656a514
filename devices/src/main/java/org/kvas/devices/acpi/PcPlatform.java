package org.kvas.devices.acpi;

/**
 * What the tables of a machine with an i440FX, PIIX3 and PIIX4 say.
 *
 * @param processors local APICs 0 to n - 1
 * @param pciWindow first address of the PCI memory window, the end of RAM below 4 GiB
 * @param pciWindow64 first address of the PCI memory window above RAM above 4 GiB, or 0 for none
 * @param serialPorts 0 to 4, at 3f8h, 2f8h, 3e8h, 2e8h
 * @param keyboardController whether there is an 8042
 * @param hpet whether there is an HPET at fed00000h
 * @param pmBase first port of PIIX4's ACPI registers
 */
public record PcPlatform(
    int processors,
    long pciWindow,
    long pciWindow64,
    int serialPorts,
    boolean keyboardController,
    boolean hpet,
    int pmBase) {
  /** Where SeaBIOS puts the ACPI registers. */
  public static final int PM_BASE = 0x600;

  /** The I/O APIC input of PIRQA#; the other three follow. */
  public static final int PIRQ_GSI = 16;

  /** The 8259 inputs that firmware routes PIRQA# to PIRQD# to. */
  public static final int[] PIRQ_ISA = {10, 10, 11, 11};

  public static final int IO_APIC_ID = 0;

  /** SCI's interrupt, level-triggered and active high. */
  public static final int SCI = 9;
}
