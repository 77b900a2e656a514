package org.kvas.runtime.machine;

import java.io.IOException;
import java.util.List;
import org.kvas.devices.IrqLine;
import org.kvas.devices.WiredOr;
import org.kvas.devices.acpi.AcpiTables;
import org.kvas.devices.acpi.HardwareReducedAcpi;
import org.kvas.devices.acpi.MicrovmPlatform;
import org.kvas.devices.apic.IoApic;
import org.kvas.devices.chipset.CmosRtc;
import org.kvas.devices.chipset.CmosSetup;
import org.kvas.devices.chipset.Hpet;
import org.kvas.devices.firmware.FwCfg;
import org.kvas.runtime.boot.FirmwareImage;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.MemoryRegion;

/**
 * The {@code microvm} machine: APICs, an HPET, a real-time clock, serial ports, and
 * hardware-reduced ACPI where QEMU's has it. No 8259s, no 8254, no PCI.
 */
final class MicrovmBoard implements Board {
  private static final long EVENTS = 0xfea0_0000L;
  private static final int EVENT_GSI = 9;
  private static final int RTC_GSI = 8;
  private static final int HPET_ROUTES = 0x00f0_0000;

  private final Parts parts;
  private final RamLayout layout;
  private final AddressSpace space = new AddressSpace();
  private final IoPorts ports = new IoPorts();
  private final ProcessorComplex complex;
  private final WiredOr[] pins = new WiredOr[IoApic.PINS];
  private final HardwareReducedAcpi acpi;
  private final Consoles consoles;

  MicrovmBoard(Parts parts, EventLoop loop, MachineSignals signals) throws IOException {
    this.parts = parts;
    MachineConfiguration configuration = parts.configuration();
    var clock = loop.clock();
    layout = RamLayout.of(configuration.memoryBytes());
    layout.map(space, parts.ram());
    complex = new ProcessorComplex(parts, loop, space, ports);
    complex.attachApics();
    var ioApic = new IoApic(0, complex.apicBus());
    complex.apicBus().attach(ioApic);
    for (int i = 0; i < pins.length; i++) {
      pins[i] = new WiredOr(ioApic.line(i));
    }
    var hpet = new Hpet(clock, HPET_ROUTES, this::source, source(0), source(RTC_GSI));
    var cmos = new CmosRtc(clock, hpet.clockLine());
    CmosSetup.memory(cmos, layout.below4Gib(), layout.above4Gib());
    acpi = new HardwareReducedAcpi(source(EVENT_GSI), signals::powerOff, signals::reset);

    ports.map(0x70, 2, cmos);
    ports.map(0x510, FwCfg.LENGTH, FirmwareConfiguration.of(configuration, layout, space));
    space.map(
        AddressSpace.LAYER_CHIPSET, new MemoryRegion.Mmio(IoApic.DEFAULT_BASE, 0x1000, ioApic));
    space.map(
        AddressSpace.LAYER_CHIPSET, new MemoryRegion.Mmio(Hpet.DEFAULT_BASE, Hpet.LENGTH, hpet));
    space.map(
        AddressSpace.LAYER_CHIPSET,
        new MemoryRegion.Mmio(EVENTS, HardwareReducedAcpi.LENGTH, acpi));
    consoles = new Consoles(parts, loop, ports, this::source);
    new ExtraDevices(parts, ports, space, complex, this::source, signals).attach();
    start();
  }

  private IrqLine source(int gsi) {
    return pins[gsi].source();
  }

  private void start() throws IOException {
    FirmwareImage firmware = parts.firmware();
    KernelImage kernel = parts.configuration().kernel();
    if (firmware != null) {
      space.map(AddressSpace.LAYER_CHIPSET, firmware.high());
      space.map(AddressSpace.LAYER_CHIPSET, firmware.lowAlias());
    } else if (kernel != null) {
      var platform =
          new MicrovmPlatform(
              parts.configuration().cpuCount(),
              false,
              consoles.serialPorts(),
              true,
              true,
              EVENTS,
              EVENT_GSI,
              List.of());
      var tables = AcpiTables.of(platform, AcpiTables.RSDP_ADDRESS, DirectBoot.TABLES);
      Processor boot = complex.processors().getFirst();
      DirectBoot.start(
          parts, kernel, space, layout.memoryMap(List.of()), tables, AcpiTables.RSDP_ADDRESS, boot);
    } else {
      throw new IllegalArgumentException("nothing to boot: -kernel or -bios is needed");
    }
  }

  @Override
  public List<Processor> processors() {
    return complex.processors();
  }

  @Override
  public void pressPowerButton() {
    acpi.pressPowerButton();
  }

  @Override
  public void flushConsoles() {
    consoles.flush();
  }

  @Override
  public String info(String topic) {
    return topic.equals("registers") ? RegisterDump.of(complex.processors()) : "";
  }

  @Override
  public void close() {
    complex.close();
  }
}
