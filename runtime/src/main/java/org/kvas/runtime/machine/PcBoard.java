package org.kvas.runtime.machine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.kvas.devices.MmioDevice;
import org.kvas.devices.acpi.AcpiPowerManagement;
import org.kvas.devices.acpi.AcpiTables;
import org.kvas.devices.acpi.MpTable;
import org.kvas.devices.acpi.PcPlatform;
import org.kvas.devices.acpi.ResetControl;
import org.kvas.devices.acpi.TableImage;
import org.kvas.devices.apic.IoApic;
import org.kvas.devices.chipset.A20Gate;
import org.kvas.devices.chipset.CmosRtc;
import org.kvas.devices.chipset.CmosSetup;
import org.kvas.devices.chipset.Dma8237;
import org.kvas.devices.chipset.DmaPageRegisters;
import org.kvas.devices.chipset.DualPic;
import org.kvas.devices.chipset.Hpet;
import org.kvas.devices.chipset.I8042;
import org.kvas.devices.chipset.Pit8254;
import org.kvas.devices.chipset.Port92;
import org.kvas.devices.chipset.SystemControlPortB;
import org.kvas.devices.firmware.FwCfg;
import org.kvas.devices.pci.I440FxHostBridge;
import org.kvas.devices.pci.PciBus;
import org.kvas.devices.pci.PciConfigurationPorts;
import org.kvas.devices.pci.Piix3IsaBridge;
import org.kvas.devices.pci.Piix4PowerManagement;
import org.kvas.runtime.boot.FirmwareImage;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.MemoryRegion;
import org.kvas.runtime.trap.CpuidLeaves;
import org.kvas.runtime.vcpu.Vcpu;

/** The {@code pc} machine: i440FX, PIIX3 and PIIX4, and the devices of a PC/AT. */
final class PcBoard implements Board {
  private static final int TIMER_IRQ = 0;
  private static final int KEYBOARD_IRQ = 1;
  private static final int RTC_IRQ = 8;
  private static final int MOUSE_IRQ = 12;

  /** Interrupts 9, 10 and 11 are level-triggered: SCI and PCI. */
  private static final int LEVEL_TRIGGERED_9_TO_11 = 0x0e;

  /** The I/O APIC inputs that HPET comparators can use besides legacy replacement: 20 to 23. */
  private static final int HPET_ROUTES = 0x00f0_0000;

  private static final int QEMU_SUBSYSTEM_VENDOR = 0x1af4;
  private static final int QEMU_SUBSYSTEM = 0x1100;
  private static final int PAM = 0x59;
  private static final long MP_POINTER = 0xf_0000;
  private static final long MP_TABLE = 0xf_0100;
  private static final int CPUID_FEATURES = 1;
  private static final int PIRQS = 4;

  private final Parts parts;
  private final RamLayout layout;
  private final AddressSpace space = new AddressSpace();
  private final IoPorts ports = new IoPorts();
  private final ProcessorComplex complex;
  private final DualPic pic;
  private final PcInterrupts interrupts;
  private final AcpiPowerManagement powerManagement;
  private final I440FxHostBridge hostBridge;
  private final Piix3IsaBridge isaBridge;
  private final Piix4PowerManagement piix4;
  private final Consoles consoles;

  PcBoard(Parts parts, EventLoop loop, MachineSignals signals) throws IOException {
    this.parts = parts;
    MachineConfiguration configuration = parts.configuration();
    var clock = loop.clock();
    layout = RamLayout.of(configuration.memoryBytes());
    layout.map(space, parts.ram());
    space.map(AddressSpace.LAYER_CHIPSET, new MemoryRegion.Unassigned(0xa_0000, 0x2_0000));
    complex = new ProcessorComplex(parts, loop, space, ports);

    pic = new DualPic(complex.interruptPin());
    complex.attachApics(pic);
    var ioApic = new IoApic(PcPlatform.IO_APIC_ID, complex.apicBus());
    complex.apicBus().attach(ioApic);
    interrupts = new PcInterrupts(pic, ioApic);
    var hpet =
        new Hpet(
            clock,
            HPET_ROUTES,
            interrupts::source,
            interrupts.source(TIMER_IRQ),
            interrupts.source(RTC_IRQ));
    var pit = new Pit8254(clock, hpet.pitLine());
    var cmos = new CmosRtc(clock, hpet.clockLine());
    CmosSetup.memory(cmos, layout.below4Gib(), layout.above4Gib());
    CmosSetup.processors(cmos, configuration.cpuCount());
    var a20 = new A20Gate(true, space::setA20);
    var keyboard =
        new I8042(
            interrupts.source(KEYBOARD_IRQ), interrupts.source(MOUSE_IRQ), a20, signals::reset);
    var dma = new Dma8237(false);
    var wordDma = new Dma8237(true);

    ports.map(0x00, dma.ports(), dma);
    ports.map(0x20, 2, pic.master());
    ports.map(0x40, 4, pit);
    ports.map(0x60, 1, keyboard.dataPort());
    ports.map(0x61, 1, new SystemControlPortB(pit, clock));
    ports.map(0x64, 1, keyboard.commandPort());
    ports.map(0x70, 2, cmos);
    ports.map(0x80, 16, new DmaPageRegisters());
    ports.map(0x92, 1, new Port92(a20, signals::reset));
    ports.map(0xa0, 2, pic.slave());
    ports.map(0xc0, wordDma.ports(), wordDma);
    ports.map(0x4d0, 2, pic.edgeLevelControl());
    ports.map(0x510, FwCfg.LENGTH, FirmwareConfiguration.of(configuration, layout, space));
    map(IoApic.DEFAULT_BASE, 0x1000, ioApic);
    map(Hpet.DEFAULT_BASE, Hpet.LENGTH, hpet);

    var windows = new PciWindows(ports, space);
    powerManagement =
        new AcpiPowerManagement(clock, interrupts.source(PcPlatform.SCI), signals::powerOff);
    hostBridge =
        new I440FxHostBridge(
            QEMU_SUBSYSTEM_VENDOR,
            QEMU_SUBSYSTEM,
            new ShadowMemory(space, parts.ram(), parts.firmware()));
    isaBridge =
        new Piix3IsaBridge(
            interrupts::isaSource, pirq -> interrupts.source(PcPlatform.PIRQ_GSI + pirq));
    piix4 = new Piix4PowerManagement(powerManagement, windows);
    var bus = new PciBus(windows, isaBridge);
    bus.attach(0, 0, hostBridge);
    bus.attach(1, 0, isaBridge);
    bus.attach(1, 3, piix4);
    ports.map(0xb2, 2, powerManagement.smiCommandPorts());
    ports.map(
        0xcf8, 8, new PciConfigurationPorts(bus, new ResetControl(signals::reset, signals::reset)));

    consoles = new Consoles(parts, loop, ports, interrupts::source);
    new ExtraDevices(parts, ports, space, complex, interrupts::source, signals).attach();
    start();
  }

  private void map(long base, long size, MmioDevice device) {
    space.map(AddressSpace.LAYER_CHIPSET, new MemoryRegion.Mmio(base, size, device));
  }

  private void start() throws IOException {
    FirmwareImage firmware = parts.firmware();
    KernelImage kernel = parts.configuration().kernel();
    if (firmware != null) {
      space.map(AddressSpace.LAYER_CHIPSET, firmware.high());
      hostBridge.announce();
    } else if (kernel != null) {
      startKernel(kernel);
    } else {
      throw new IllegalArgumentException("nothing to boot: -kernel or -bios is needed");
    }
  }

  /** What firmware would have set up, then the kernel. */
  private void startKernel(KernelImage kernel) throws IOException {
    for (int i = 0; i < 7; i++) {
      hostBridge.writeConfig(PAM + i, 1, i == 0 ? 0x30 : 0x33);
    }
    hostBridge.announce();
    for (int pirq = 0; pirq < PIRQS; pirq++) {
      isaBridge.route(pirq, PcPlatform.PIRQ_ISA[pirq]);
    }
    pic.edgeLevelControl().write(1, 1, LEVEL_TRIGGERED_9_TO_11);
    piix4.enableAt(PcPlatform.PM_BASE);
    powerManagement.enableAcpi(true);
    DirectBoot.start(
        parts,
        kernel,
        space,
        layout.memoryMap(List.of()),
        tables(),
        AcpiTables.RSDP_ADDRESS,
        complex.processors().getFirst());
  }

  private List<TableImage> tables() {
    int count = parts.configuration().cpuCount();
    var platform =
        new PcPlatform(
            count, layout.below4Gib(), 0, consoles.serialPorts(), true, true, PcPlatform.PM_BASE);
    var tables =
        new ArrayList<>(AcpiTables.of(platform, AcpiTables.RSDP_ADDRESS, DirectBoot.TABLES));
    Vcpu boot = complex.processors().getFirst().vcpu();
    int features = CpuidLeaves.read(boot, CPUID_FEATURES, 0).edx();
    tables.addAll(MpTable.of(MP_POINTER, MP_TABLE, count, boot.model.signature(), features, true));
    return tables;
  }

  @Override
  public List<Processor> processors() {
    return complex.processors();
  }

  @Override
  public void pressPowerButton() {
    powerManagement.pressPowerButton();
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
