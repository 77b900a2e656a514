package org.kvas.devices.apic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.kvas.devices.ManualClock;

/** The cases of kvm-unit-tests' x86/ioapic.c, and the 82093AA data sheet's registers. */
class IoApicTest {
  private final ApicBus bus = new ApicBus();
  private final LocalApic local =
      new LocalApic(0, true, new ManualClock(), bus, new Unconnected(), () -> 0);
  private final IoApic io = new IoApic(1, bus);

  IoApicTest() {
    bus.attach(local);
    bus.attach(io);
    local.write(0xf0, 4, 0x1ff);
  }

  private static final class Unconnected implements ProcessorPins {
    @Override
    public void interruptRequest(boolean pending) {}

    @Override
    public void nonMaskableInterrupt() {}

    @Override
    public void init() {}

    @Override
    public void startUp(int vector) {}
  }

  private void write(int register, int value) {
    io.write(0, 4, register);
    io.write(0x10, 4, value & 0xffff_ffffL);
  }

  private int read(int register) {
    io.write(0, 4, register);
    return (int) io.read(0x10, 4);
  }

  private void entry(int pin, int low) {
    write(0x11 + 2 * pin, 0);
    write(0x10 + 2 * pin, low);
  }

  private int serve() {
    int vector = local.isPending() ? local.acknowledge() : -1;
    local.write(0xb0, 4, 0);
    return vector;
  }

  @Test
  void registers() {
    assertThat(read(0)).isEqualTo(1 << 24);
    assertThat(read(1)).isEqualTo(0x0017_0020);
    assertThat(read(0x10)).isEqualTo(0x1_0000);
    entry(5, 0xffff_ffff);
    assertThat(read(0x1a)).as("status bits are read-only").isEqualTo(0x1_afff);
    write(0x1b, 0xffff_ffff);
    assertThat(read(0x1b)).isEqualTo(0xff00_0000);
  }

  @Test
  void edges() {
    entry(14, 0x76);
    io.line(14).set(true);
    io.line(14).set(true);
    assertThat(serve()).isEqualTo(0x76);
    assertThat(serve()).isEqualTo(-1);
    io.line(14).set(false);
    io.line(14).set(true);
    assertThat(serve()).isEqualTo(0x76);
  }

  @Test
  void aMaskedEdgeIsLost() {
    entry(14, 0x1_0081);
    io.line(14).pulse();
    entry(14, 0x81);
    assertThat(serve()).isEqualTo(-1);
    io.line(14).set(true);
    assertThat(serve()).isEqualTo(0x81);
  }

  @Test
  void levelsRepeatUntilDeasserted() {
    entry(14, 0x8077);
    io.line(14).set(true);
    assertThat(read(0x10 + 28) & 1 << 14).as("remote IRR").isNotZero();
    assertThat(serve()).isEqualTo(0x77);
    assertThat(serve()).isEqualTo(0x77);
    io.line(14).set(false);
    assertThat(serve()).as("the one already sent").isEqualTo(0x77);
    assertThat(serve()).isEqualTo(-1);
    assertThat(read(0x10 + 28) & 1 << 14).isZero();
  }

  @Test
  void aMaskedLevelArrivesOnUnmasking() {
    entry(14, 0x1_8082);
    io.line(14).set(true);
    assertThat(serve()).isEqualTo(-1);
    entry(14, 0x8082);
    io.line(14).set(false);
    assertThat(serve()).isEqualTo(0x82);
  }

  @Test
  void eoiRegisterEndsAVectorWithoutTheProcessor() {
    entry(3, 0x8083);
    io.line(3).set(true);
    io.line(3).set(false);
    io.write(0x40, 4, 0x83);
    assertThat(read(0x16) & 1 << 14).isZero();
  }

  @Test
  void messageSignalledInterrupt() {
    bus.messageSignalled(0xfee0_0000L, 0x4045);
    assertThat(serve()).isEqualTo(0x45);
    bus.messageSignalled(0xfee0_1000L, 0x4046);
    assertThat(serve()).as("to processor 1").isEqualTo(-1);
  }

  @Test
  void snapshot() {
    entry(14, 0x8077);
    io.line(14).set(true);
    IoApic other = new IoApic(0, bus);
    other.restore(io.state());
    assertThat(other.state().entries()).isEqualTo(io.state().entries());
    other.write(0, 4, 0x2c);
    assertThat(other.read(0x10, 4)).isEqualTo(0xc077);
  }
}
