package org.kvas.devices.acpi;

import java.util.List;

/**
 * What the tables of a machine without PCI and with hardware-reduced ACPI say.
 *
 * @param processors local APICs 0 to n - 1
 * @param legacyPic whether there is a pair of 8259s
 * @param serialPorts 0 to 4, at 3f8h, 2f8h, 3e8h, 2e8h
 * @param clock whether there is an MC146818
 * @param hpet whether there is an HPET at fed00000h
 * @param events address of the {@link HardwareReducedAcpi}
 * @param eventInterrupt its global system interrupt
 */
public record MicrovmPlatform(
    int processors,
    boolean legacyPic,
    int serialPorts,
    boolean clock,
    boolean hpet,
    long events,
    int eventInterrupt,
    List<VirtioWindow> virtio) {
  public MicrovmPlatform {
    virtio = List.copyOf(virtio);
  }

  /** One virtio-mmio device: its registers and its global system interrupt. */
  public record VirtioWindow(long base, int length, int interrupt) {}
}
