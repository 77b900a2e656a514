package org.kvas.devices.acpi;

import org.kvas.devices.apic.IoApic;

/** The parts of a DSDT that machines of both kinds share. */
final class CommonAml {
  static final long HPET_BASE = 0xfed0_0000L;

  private static final int[] SERIAL_PORTS = {0x3f8, 0x2f8, 0x3e8, 0x2e8};
  private static final int[] SERIAL_INTERRUPTS = {4, 3, 4, 3};

  private CommonAml() {}

  static void processors(AmlWriter aml, int count) {
    for (int i = 0; i < count; i++) {
      int uid = i;
      aml.device("C%03X".formatted(i), d -> d.name("_HID", "ACPI0007").name("_UID", uid));
    }
  }

  static void serialPorts(AmlWriter aml, int count) {
    for (int i = 0; i < count; i++) {
      int port = i;
      aml.device(
          "COM" + (i + 1),
          d ->
              d.eisaId("_HID", "PNP0501")
                  .name("_UID", port + 1)
                  .resources(
                      new ResourceTemplate()
                          .ports(SERIAL_PORTS[port], 8)
                          .irq(SERIAL_INTERRUPTS[port])));
    }
  }

  static void clock(AmlWriter aml) {
    aml.device(
        "RTC_",
        d -> d.eisaId("_HID", "PNP0B00").resources(new ResourceTemplate().ports(0x70, 2).irq(8)));
  }

  static void hpet(AmlWriter aml) {
    aml.device(
        "HPET",
        d ->
            d.eisaId("_HID", "PNP0103")
                .name("_UID", 0)
                .resources(new ResourceTemplate().memory(HPET_BASE, 0x400)));
  }

  static byte[] hpetTable() {
    return new AcpiTable("HPET", 1, 56)
        .put32(36, 0x8086_a201L)
        .putAddress(40, AmlWriter.SYSTEM_MEMORY, 64, HPET_BASE)
        .put8(43, 0)
        .put16(53, 100)
        .toBytes();
  }

  /** Told by the operating system which interrupt model it uses: 0 for 8259s, 1 for APICs. */
  static void interruptModel(AmlWriter aml) {
    aml.name("PICF", 0).method("\\_PIC", 1, m -> m.store().term(AmlWriter.ARG0).path("PICF"));
  }

  static long ioApicEnd() {
    return IoApic.DEFAULT_BASE - 1;
  }
}
