package org.kvas.devices.acpi;

import org.kvas.devices.pci.Piix3IsaBridge;

/** The DSDT of a machine with an i440FX, PIIX3 and PIIX4. */
final class PcDsdt {
  private static final int DEVICES = 32;
  private static final int PINS = 4;

  private final PcPlatform platform;

  private PcDsdt(PcPlatform platform) {
    this.platform = platform;
  }

  static byte[] of(PcPlatform platform) {
    AmlWriter aml = new AmlWriter();
    new PcDsdt(platform).write(aml);
    byte[] code = aml.toBytes();
    return new AcpiTable("DSDT", 2, AcpiTable.HEADER + code.length)
        .put(AcpiTable.HEADER, code)
        .toBytes();
  }

  private void write(AmlWriter aml) {
    CommonAml.interruptModel(aml);
    aml.scope(
        "\\_SB",
        sb -> {
          CommonAml.processors(sb, platform.processors());
          sb.device("PCI0", this::rootBridge);
          if (platform.hpet()) {
            CommonAml.hpet(sb);
          }
        });
    int s5 = AcpiPowerManagement.SLEEP_TYPE_S5;
    aml.name("\\_S5").integers(s5, s5, 0, 0);
  }

  private void rootBridge(AmlWriter pci) {
    pci.eisaId("_HID", "PNP0A03").name("_UID", 0).name("_BBN", 0);
    pci.resources(windows());
    routing(pci, "PRTP", false);
    routing(pci, "PRTA", true);
    pci.method(
        "_PRT",
        0,
        m ->
            m.ifNotZero(w -> w.path("PICF"), w -> w.returnTerm().path("PRTA"))
                .returnTerm()
                .path("PRTP"));
    pci.device("ISA_", this::isaDevices);
  }

  private ResourceTemplate windows() {
    ResourceTemplate windows =
        new ResourceTemplate()
            .busWindow(0, 0xff)
            .ports(0xcf8, 8)
            .portWindow(0x0000, 0x0cf7)
            .portWindow(0x0d00, 0xffff)
            .memoryWindow(0xa_0000, 0xb_ffff, true)
            .memoryWindow(platform.pciWindow(), CommonAml.ioApicEnd(), false);
    if (platform.pciWindow64() != 0) {
      windows.memoryWindow64(platform.pciWindow64(), platform.pciWindow64() + (1L << 36) - 1);
    }
    return windows;
  }

  /**
   * A pin's global system interrupt: with APICs PIRQA# to PIRQD# have inputs of their own, with
   * 8259s those that firmware routed them to.
   */
  private static void routing(AmlWriter pci, String name, boolean apics) {
    pci.name(name)
        .aPackage(
            DEVICES * PINS,
            all -> {
              for (int i = 0; i < DEVICES * PINS; i++) {
                int device = i / PINS;
                int pin = i % PINS;
                int pirq = Piix3IsaBridge.pirq(device, pin);
                all.integers(
                    device << 16 | 0xffff,
                    pin,
                    0,
                    apics ? PcPlatform.PIRQ_GSI + pirq : PcPlatform.PIRQ_ISA[pirq]);
              }
            });
  }

  private void isaDevices(AmlWriter isa) {
    isa.name("_ADR", 0x0001_0000);
    isa.device(
        "PIC_",
        d ->
            d.eisaId("_HID", "PNP0000")
                .resources(
                    new ResourceTemplate().ports(0x20, 2).ports(0xa0, 2).ports(0x4d0, 2).irq(2)));
    isa.device(
        "TMR_",
        d -> d.eisaId("_HID", "PNP0100").resources(new ResourceTemplate().ports(0x40, 4).irq(0)));
    isa.device(
        "DMAC",
        d ->
            d.eisaId("_HID", "PNP0200")
                .resources(
                    new ResourceTemplate().ports(0x00, 16).ports(0x81, 15).ports(0xc0, 32).dma(4)));
    isa.device(
        "SPKR", d -> d.eisaId("_HID", "PNP0800").resources(new ResourceTemplate().ports(0x61, 1)));
    CommonAml.clock(isa);
    if (platform.keyboardController()) {
      isa.device(
          "KBD_",
          d ->
              d.eisaId("_HID", "PNP0303")
                  .resources(new ResourceTemplate().ports(0x60, 1).ports(0x64, 1).irq(1)));
      isa.device(
          "MOU_", d -> d.eisaId("_HID", "PNP0F13").resources(new ResourceTemplate().irq(12)));
    }
    CommonAml.serialPorts(isa, platform.serialPorts());
    isa.device(
        "MBRD",
        d ->
            d.eisaId("_HID", "PNP0C02")
                .resources(
                    new ResourceTemplate()
                        .ports(platform.pmBase(), AcpiPowerManagement.LENGTH)
                        .ports(0xb2, 2)
                        .ports(0x92, 1)));
  }
}
