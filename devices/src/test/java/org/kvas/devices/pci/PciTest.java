package org.kvas.devices.pci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kvas.devices.IrqLine;
import org.kvas.devices.ManualClock;
import org.kvas.devices.MmioDevice;
import org.kvas.devices.PortDevice;
import org.kvas.devices.Probe;
import org.kvas.devices.acpi.AcpiPowerManagement;
import org.kvas.devices.acpi.ResetControl;

class PciTest {
  private final List<String> mappings = new ArrayList<>();
  private final List<String> memory = new ArrayList<>();
  private final Probe[] isa = new Probe[16];
  private final Probe[] direct = new Probe[4];
  private final int[] resets = new int[1];
  private final Piix3IsaBridge piix3;
  private final PciBus bus;
  private final PciConfigurationPorts ports;
  private final Card card = new Card();

  private final PciAddressSpaces spaces =
      new PciAddressSpaces() {
        @Override
        public void mapPorts(int base, int length, PortDevice device) {
          mappings.add("+ports %x %x".formatted(base, length));
        }

        @Override
        public void unmapPorts(int base, int length, PortDevice device) {
          mappings.add("-ports %x %x".formatted(base, length));
        }

        @Override
        public void mapMemory(long base, long length, MmioDevice device) {
          mappings.add("+memory %x %x".formatted(base, length));
        }

        @Override
        public void unmapMemory(long base, long length, MmioDevice device) {
          mappings.add("-memory %x %x".formatted(base, length));
        }
      };

  PciTest() {
    for (int i = 0; i < 16; i++) {
      isa[i] = new Probe();
    }
    for (int i = 0; i < 4; i++) {
      direct[i] = new Probe();
    }
    piix3 = new Piix3IsaBridge(i -> isa[i], i -> direct[i]);
    bus = new PciBus(spaces, piix3);
    ports = new PciConfigurationPorts(bus, new ResetControl(() -> resets[0]++, () -> {}));
    bus.attach(
        0,
        0,
        new I440FxHostBridge(
            0x1af4,
            0x1100,
            (start, length, reads, writes) ->
                memory.add("%x %x %s %s".formatted(start, length, reads, writes))));
    bus.attach(1, 0, piix3);
    Piix4PowerManagement pm =
        new Piix4PowerManagement(
            new AcpiPowerManagement(new ManualClock(), IrqLine.NOT_CONNECTED, () -> {}), spaces);
    bus.attach(1, 3, pm);
    bus.attach(3, 0, card);
  }

  private static final class Registers implements MmioDevice, PortDevice {
    @Override
    public long read(long offset, int size) {
      return 0;
    }

    @Override
    public void write(long offset, int size, long value) {}

    @Override
    public int read(int offset, int size) {
      return 0;
    }

    @Override
    public void write(int offset, int size, int value) {}
  }

  private static final class Card extends PciFunction {
    final List<Long> messages = new ArrayList<>();
    final MsiX msix = new MsiX(2, (address, data) -> messages.add(address << 32 | data));
    final int msixOffset;

    Card() {
      super(0x1af4, 0x1000, 0, 0x02_0000);
      subsystem(0x1af4, 1);
      usesInterruptPin(1);
      Registers registers = new Registers();
      portBar(0, 0x20, registers);
      memoryBar(1, 0x1000, false, msix);
      memoryBar64(4, 0x4000, true, registers);
      msixOffset = msix.declare(this, 1);
      addCapability(0x09, 16);
    }

    @Override
    protected void configWritten(int offset, int size) {
      msix.controlWritten(get16(msixOffset + 2));
    }

    void interrupt(boolean level) {
      setInterrupt(level);
    }
  }

  private int read(int device, int function, int register, int size) {
    ports.write(0, 4, 0x8000_0000 | device << 11 | function << 8 | register & 0xfc);
    return ports.read(4 + (register & 3), size);
  }

  private void write(int device, int function, int register, int size, int value) {
    ports.write(0, 4, 0x8000_0000 | device << 11 | function << 8 | register & 0xfc);
    ports.write(4 + (register & 3), size, value);
  }

  @Test
  void linuxFindsMechanismOne() {
    // arch/x86/pci/direct.c, pci_check_type1(): a byte at cfbh, then CONFIG_ADDRESS holds what is
    // written.
    ports.write(3, 1, 1);
    ports.write(0, 4, 0x8000_0000);
    assertThat(ports.read(0, 4)).isEqualTo(0x8000_0000);
    assertThat(ports.read(4, 4)).isEqualTo(0x1237_8086);
    assertThat(read(0, 0, 0x0a, 2)).as("host bridge").isEqualTo(0x0600);
    assertThat(read(2, 0, 0, 4)).as("nobody").isEqualTo(-1);
    assertThat(read(1, 0, 0, 4)).isEqualTo(0x7000_8086);
    assertThat(read(1, 0, 0x0e, 1)).as("multi-function").isEqualTo(0x80);
    assertThat(read(1, 3, 0, 4)).isEqualTo(0x7113_8086);
    assertThat(read(0, 0, 0x2c, 4)).isEqualTo(0x1100_1af4);
    ports.write(0, 4, 0x8001_0000);
    assertThat(ports.read(4, 4)).as("bus 1").isEqualTo(-1);
    ports.write(0, 4, 0);
    assertThat(ports.read(4, 2)).as("disabled").isEqualTo(0xffff);
  }

  @Test
  void baseAddressesAreSizedAndMapped() {
    write(3, 0, 0x10, 4, -1);
    write(3, 0, 0x14, 4, -1);
    write(3, 0, 0x20, 4, -1);
    write(3, 0, 0x24, 4, -1);
    assertThat(read(3, 0, 0x10, 4)).isEqualTo(0xffff_ffe1);
    assertThat(read(3, 0, 0x14, 4)).isEqualTo(0xffff_f000);
    assertThat(read(3, 0, 0x18, 4)).as("not there").isZero();
    assertThat(read(3, 0, 0x20, 4)).isEqualTo(0xffff_c00c);
    assertThat(read(3, 0, 0x24, 4)).isEqualTo(-1);
    write(3, 0, 0x10, 4, 0xc001);
    write(3, 0, 0x14, 4, 0xfeb0_0000);
    write(3, 0, 0x20, 4, 0x0000_4000);
    write(3, 0, 0x24, 4, 0x1);
    mappings.clear();
    write(3, 0, 4, 2, 7);
    assertThat(mappings)
        .containsExactly("+ports c000 20", "+memory feb00000 1000", "+memory 100004000 4000");
    mappings.clear();
    write(3, 0, 0x14, 4, 0xfec0_0000);
    write(3, 0, 4, 2, 0);
    assertThat(mappings)
        .containsExactly(
            "-memory feb00000 1000",
            "+memory fec00000 1000",
            "-ports c000 20",
            "-memory fec00000 1000",
            "-memory 100004000 4000");
  }

  @Test
  void readOnlyRegistersStay() {
    write(3, 0, 0, 4, 0);
    write(3, 0, 8, 4, -1);
    assertThat(read(3, 0, 0, 4)).isEqualTo(0x1000_1af4);
    assertThat(read(3, 0, 8, 4)).isEqualTo(0x0200_0000);
    write(3, 0, 0x3c, 1, 11);
    assertThat(read(3, 0, 0x3c, 2)).isEqualTo(0x010b);
  }

  @Test
  void capabilitiesAreLinked() {
    assertThat(read(3, 0, 6, 2) & 0x10).isNotZero();
    int second = read(3, 0, 0x34, 1);
    assertThat(read(3, 0, second, 1)).isEqualTo(9);
    int first = read(3, 0, second + 1, 1);
    assertThat(read(3, 0, first, 1)).isEqualTo(0x11);
    assertThat(read(3, 0, first + 1, 1)).isZero();
    assertThat(read(3, 0, first + 2, 2)).as("table size - 1").isEqualTo(1);
    assertThat(read(3, 0, first + 4, 4)).as("table in BAR 1").isEqualTo(1);
    assertThat(read(3, 0, first + 8, 4)).isEqualTo(0x801);
  }

  @Test
  void messageSignalledInterrupts() {
    card.msix.write(0, 4, 0xfee0_1000L);
    card.msix.write(8, 4, 0x4045);
    card.msix.signal(0);
    assertThat(card.messages).as("not enabled").isEmpty();
    write(3, 0, card.msixOffset + 2, 2, 0x8000);
    card.msix.signal(0);
    assertThat(card.messages).as("masked at reset").isEmpty();
    assertThat(card.msix.read(0x800, 4)).as("pending").isEqualTo(1);
    card.msix.write(12, 4, 0);
    assertThat(card.messages).containsExactly(0xfee0_1000L << 32 | 0x4045);
    assertThat(card.msix.read(0x800, 4)).isZero();
    write(3, 0, card.msixOffset + 2, 2, 0xc000);
    card.msix.signal(0);
    write(3, 0, card.msixOffset + 2, 2, 0x8000);
    assertThat(card.messages).hasSize(2);
  }

  @Test
  void interruptPinsAreRouted() {
    // Device 3, INTA#: PIRQ (0 + 3 - 1) & 3 = PIRQC#.
    card.interrupt(true);
    assertThat(direct[2].level()).isTrue();
    assertThat(read(3, 0, 6, 2) & 8).as("interrupt status").isNotZero();
    write(1, 0, 0x62, 1, 11);
    assertThat(isa[11].level()).isTrue();
    write(1, 0, 0x62, 1, 10);
    assertThat(isa[11].level()).isFalse();
    assertThat(isa[10].level()).isTrue();
    write(3, 0, 4, 2, 0x0400);
    assertThat(isa[10].level()).as("interrupt disable").isFalse();
    assertThat(read(3, 0, 6, 2) & 8).isNotZero();
    write(3, 0, 4, 2, 0);
    write(1, 0, 0x62, 1, 0x80);
    assertThat(isa[10].level()).isFalse();
  }

  @Test
  void programmableAttributeMap() {
    write(0, 0, 0x59, 1, 0x30);
    assertThat(memory).containsExactly("f0000 10000 true true");
    memory.clear();
    write(0, 0, 0x5a, 2, 0x1133);
    assertThat(memory)
        .containsExactly(
            "c0000 4000 true true",
            "c4000 4000 true true",
            "c8000 4000 true false",
            "cc000 4000 true false");
    memory.clear();
    bus.reset();
    assertThat(memory).hasSize(13).allMatch(s -> s.endsWith("false false"));
  }

  @Test
  void powerManagementIsPlacedByItsRegisters() {
    mappings.clear();
    write(1, 3, 0x40, 4, 0x601);
    assertThat(mappings).isEmpty();
    write(1, 3, 0x80, 1, 1);
    assertThat(mappings).containsExactly("+ports 600 40");
    assertThat(read(1, 3, 0x40, 4)).isEqualTo(0x601);
  }

  @Test
  void resetControlInsideTheAddressRegister() {
    ports.write(1, 1, 0x02);
    ports.write(1, 1, 0x06);
    assertThat(resets[0]).isEqualTo(1);
  }
}
