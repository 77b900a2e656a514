package org.kvas.devices.acpi;

/**
 * The DSDT of a machine without PCI: virtio-mmio devices, serial ports, and a generic event device
 * for the power button.
 */
final class MicrovmDsdt {
  private static final int NOTIFY_BUTTON_PRESSED = 0x80;

  private MicrovmDsdt() {}

  static byte[] of(MicrovmPlatform platform) {
    AmlWriter aml = new AmlWriter();
    aml.scope(
        "\\_SB",
        sb -> {
          CommonAml.processors(sb, platform.processors());
          CommonAml.serialPorts(sb, platform.serialPorts());
          if (platform.clock()) {
            CommonAml.clock(sb);
          }
          if (platform.hpet()) {
            CommonAml.hpet(sb);
          }
          events(sb, platform);
          virtio(sb, platform);
        });
    aml.name("\\_S5").integers(HardwareReducedAcpi.SLEEP_TYPE_S5, 0, 0, 0);
    byte[] code = aml.toBytes();
    return new AcpiTable("DSDT", 2, AcpiTable.HEADER + code.length)
        .put(AcpiTable.HEADER, code)
        .toBytes();
  }

  private static void events(AmlWriter sb, MicrovmPlatform platform) {
    sb.device("PWRB", d -> d.eisaId("_HID", "PNP0C0C").name("_UID", 0));
    sb.device(
        "GED_",
        d -> {
          d.name("_HID", "ACPI0013").name("_UID", 0);
          d.resources(new ResourceTemplate().interrupt(platform.eventInterrupt(), true));
          d.operationRegion("EREG", AmlWriter.SYSTEM_MEMORY, platform.events(), 4)
              .field("EREG", "ESEL", 32);
          d.method(
              "_EVT",
              1,
              m ->
                  m.store()
                      .path("ESEL")
                      .term(AmlWriter.LOCAL0)
                      .ifNotZero(
                          w -> w.local0And(HardwareReducedAcpi.EVENT_POWER_BUTTON),
                          w -> w.notify("\\_SB.PWRB", NOTIFY_BUTTON_PRESSED)));
        });
  }

  private static void virtio(AmlWriter sb, MicrovmPlatform platform) {
    for (int i = 0; i < platform.virtio().size(); i++) {
      MicrovmPlatform.VirtioWindow window = platform.virtio().get(i);
      int uid = i;
      sb.device(
          "VR%02X".formatted(i),
          d ->
              d.name("_HID", "LNRO0005")
                  .name("_UID", uid)
                  .name("_CCA", 1)
                  .resources(
                      new ResourceTemplate()
                          .memory(window.base(), window.length())
                          .interrupt(window.interrupt(), true)));
    }
  }
}
