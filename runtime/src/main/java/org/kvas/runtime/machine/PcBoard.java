package org.kvas.runtime.machine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.kvas.devices.acpi.AcpiPowerManagement;
import org.kvas.devices.acpi.ResetControl;
import org.kvas.devices.apic.IoApic;
import org.kvas.devices.chipset.A20Gate;
import org.kvas.devices.chipset.CmosRtc;
import org.kvas.devices.chipset.CmosSetup;
import org.kvas.devices.chipset.DualPic;
import org.kvas.devices.chipset.I8042;
import org.kvas.devices.chipset.Pit8254;
import org.kvas.devices.chipset.Port92;
import org.kvas.devices.chipset.SystemControlPortB;
import org.kvas.devices.debug.DebugConsole;
import org.kvas.runtime.boot.BootContext;
import org.kvas.runtime.boot.EntryState;
import org.kvas.runtime.boot.KernelLoader;
import org.kvas.runtime.boot.MemoryMap;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.MemoryRegion;
import org.kvas.runtime.vcpu.Vcpu;

/** A PC/AT with PIIX-like ACPI hardware: the {@code pc} machine. */
final class PcBoard implements Board {
  private static final int ACPI_BASE = 0x600;
  private static final int[] SERIAL_PORTS = {0x3f8, 0x2f8, 0x3e8, 0x2e8};
  private static final int[] SERIAL_IRQS = {4, 3, 4, 3};
  private static final int TIMER_IRQ = 0;
  private static final int KEYBOARD_IRQ = 1;
  private static final int RTC_IRQ = 8;
  private static final int SCI_IRQ = 9;
  private static final int MOUSE_IRQ = 12;
  private static final int DEBUG_CONSOLE = 0xe9;

  /** Interrupts 9, 10 and 11 are level-triggered: SCI and PCI. */
  private static final int LEVEL_TRIGGERED_9_TO_11 = 0x0e;

  private final Parts parts;
  private final MachineSignals signals;
  private final AddressSpace space = new AddressSpace();
  private final IoPorts ports = new IoPorts();
  private final ProcessorComplex complex;
  private final PcInterrupts interrupts;
  private final AcpiPowerManagement powerManagement;
  private final List<CharacterPort> consoles = new ArrayList<>();

  PcBoard(Parts parts, EventLoop loop, MachineSignals signals) throws IOException {
    this.parts = parts;
    this.signals = signals;
    MachineConfiguration configuration = parts.configuration();
    var layout = RamLayout.of(configuration.memoryBytes());
    var clock = loop.clock();
    layout.map(space, parts.ram());
    complex = new ProcessorComplex(configuration.cpuCount(), parts.model(), loop, space, ports, parts.engines());

    var pic = new DualPic(complex.interruptPin());
    complex.attachInterrupts(pic);
    var ioApic = new IoApic(configuration.cpuCount(), complex.apicBus());
    complex.apicBus().attach(ioApic);
    interrupts = new PcInterrupts(pic, ioApic);
    var pit = new Pit8254(clock, interrupts.source(TIMER_IRQ));
    var a20 = new A20Gate(true, space::setA20);
    var keyboard = new I8042(interrupts.source(KEYBOARD_IRQ), interrupts.source(MOUSE_IRQ), a20, signals::reset);
    var cmos = new CmosRtc(clock, interrupts.source(RTC_IRQ));
    powerManagement = new AcpiPowerManagement(clock, interrupts.source(SCI_IRQ), signals::powerOff);
    CmosSetup.memory(cmos, layout.below4Gib(), layout.above4Gib());
    CmosSetup.processors(cmos, configuration.cpuCount());

    ports.map(0x20, 2, pic.master());
    ports.map(0x40, 4, pit);
    ports.map(0x60, 1, keyboard.dataPort());
    ports.map(0x61, 1, new SystemControlPortB(pit, clock));
    ports.map(0x64, 1, keyboard.commandPort());
    ports.map(0x70, 2, cmos);
    ports.map(0x92, 1, new Port92(a20, signals::reset));
    ports.map(0xa0, 2, pic.slave());
    ports.map(0xb2, 2, powerManagement.smiCommandPorts());
    ports.map(0x4d0, 2, pic.edgeLevelControl());
    ports.map(ACPI_BASE, AcpiPowerManagement.LENGTH, powerManagement);
    ports.map(0xcf9, 1, new ResetControl(signals::reset, signals::reset));
    map(IoApic.DEFAULT_BASE, 0x1000, ioApic);

    serialPorts(loop);
    var extras = new ExtraDevices(parts, ports, space, complex, interrupts, signals);
    extras.attach();
    CharacterPort debug = parts.debugConsole();
    if (debug != null) {
      ports.map(DEBUG_CONSOLE, 1, new DebugConsole(debug));
      consoles.add(debug);
    }
    start(layout, pic);
  }

  private void map(long base, long size, org.kvas.devices.MmioDevice device) {
    space.map(AddressSpace.LAYER_CHIPSET, new MemoryRegion.Mmio(base, size, device));
  }

  private void serialPorts(EventLoop loop) {
    List<CharacterPort> channels = parts.serials();
    for (int i = 0; i < channels.size() && i < SERIAL_PORTS.length; i++) {
      var serial = new SerialPort(loop, channels.get(i), interrupts.source(SERIAL_IRQS[i]));
      ports.map(SERIAL_PORTS[i], 8, serial.uart());
      consoles.add(channels.get(i));
    }
  }

  /** Firmware in place, or what firmware would have done and the kernel. */
  private void start(RamLayout layout, DualPic pic) throws IOException {
    KernelImage kernel = parts.configuration().kernel();
    if (parts.firmware() != null) {
      parts.firmware().regions().forEach(region -> space.map(AddressSpace.LAYER_CHIPSET, region));
      return;
    }
    if (kernel == null) {
      throw new IllegalArgumentException("nothing to boot: -kernel or -bios is needed");
    }
    pic.edgeLevelControl().write(1, 1, LEVEL_TRIGGERED_9_TO_11);
    powerManagement.enableAcpi(true);
    MemoryMap map = layout.memoryMap(List.of());
    BiosData.write(space, map);
    var context = new BootContext(kernel, space, map, parts.model(), 0);
    EntryState entry = KernelLoader.load(context, parts.configuration().entry());
    Vcpu boot = complex.processors().getFirst().vcpu();
    ProcessorReset.enter(boot, entry);
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
    consoles.forEach(CharacterPort::flush);
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
