package org.kvas.devices.chipset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.kvas.devices.PortDevice;
import org.kvas.devices.Probe;

class I8042Test {
  private final Probe irq1 = new Probe();
  private final Probe irq12 = new Probe();
  private final A20Gate a20 = new A20Gate(true, enabled -> {});
  private int resets;
  private final I8042 controller = new I8042(irq1, irq12, a20, () -> resets++);
  private final PortDevice data = controller.dataPort();
  private final PortDevice command = controller.commandPort();

  private int status() {
    return command.read(0, 1);
  }

  private void command(int value) {
    command.write(0, 1, value);
  }

  private int data() {
    return data.read(0, 1);
  }

  private void data(int value) {
    data.write(0, 1, value);
  }

  @Test
  void linuxControllerProbe() {
    // drivers/input/serio/i8042.c: read CTR, self-test, AUX loop (the byte comes back as the
    // mouse's), AUX test, toggling AUX in CTR.
    command(0x20);
    assertThat(status() & 1).isEqualTo(1);
    int mode = data();
    assertThat(mode & 0x40).isNotZero();
    command(0xaa);
    assertThat(data()).isEqualTo(0x55);
    command(0xd3);
    data(0x5a);
    assertThat(status() & 0x21).isEqualTo(0x21);
    assertThat(data()).isEqualTo(0x5a);
    assertThat(irq12.edges()).isEqualTo(1);
    command(0xa9);
    assertThat(data()).isZero();
    command(0xa7);
    command(0x20);
    assertThat(data() & 0x20).isNotZero();
    command(0xa8);
    command(0x20);
    assertThat(data() & 0x20).isZero();
    command(0x60);
    data(mode & ~3 | 0x10);
    command(0x20);
    assertThat(data()).isEqualTo(mode & ~3 | 0x10);
  }

  @Test
  void keyboardResetAndIdentify() {
    // drivers/input/keyboard/atkbd.c: RESET_BAT, GETID; translated, the ID reads AB 41.
    data(0xff);
    assertThat(data()).isEqualTo(0xfa);
    assertThat(data()).isEqualTo(0xaa);
    data(0xf2);
    assertThat(new int[] {data(), data(), data()}).containsExactly(0xfa, 0xab, 0x41);
    data(0xed);
    assertThat(data()).isEqualTo(0xfa);
    data(0x02);
    assertThat(data()).isEqualTo(0xfa);
    assertThat(controller.keyboard().leds()).isEqualTo(2);
    data(0xee);
    assertThat(data()).isEqualTo(0xee);
    assertThat(status() & 1).isZero();
  }

  @Test
  void keysArriveTranslatedEachWithItsEdge() {
    controller.keyboard().key(0x1e, true);
    controller.keyboard().key(0x1e, false);
    controller.keyboard().key(0xe04b, true);
    assertThat(irq1.edges()).isEqualTo(1);
    assertThat(data()).isEqualTo(0x1e);
    assertThat(irq1.edges()).isEqualTo(1);
    assertThat(data()).isEqualTo(0x9e);
    assertThat(data()).isEqualTo(0xe0);
    assertThat(data()).isEqualTo(0x4b);
    assertThat(irq1.level()).isFalse();
  }

  @Test
  void keysInSet2WithoutTranslation() {
    command(0x60);
    data(0x01);
    controller.keyboard().key(0x1e, true); // A
    controller.keyboard().key(0x1e, false);
    controller.keyboard().key(0x41, true); // F7
    assertThat(new int[] {data(), data(), data(), data()}).containsExactly(0x1c, 0xf0, 0x1c, 0x83);
  }

  @Test
  void everySet1CodeSurvivesTheRoundTrip() {
    for (int code = 1; code < 0x59; code++) {
      assertThat(ScanCodes.toSet1(ScanCodes.toSet2(code))).isEqualTo(code);
    }
  }

  @Test
  void mouseSpeaksThroughTheAuxiliaryPort() {
    command(0xd4);
    data(0xff);
    assertThat(status() & 0x21).isEqualTo(0x21);
    assertThat(new int[] {data(), data(), data()}).containsExactly(0xfa, 0xaa, 0x00);
    for (int rate : new int[] {200, 100, 80}) {
      command(0xd4);
      data(0xf3);
      data();
      command(0xd4);
      data(rate);
      data();
    }
    command(0xd4);
    data(0xf2);
    assertThat(new int[] {data(), data()}).as("wheel mouse").containsExactly(0xfa, 3);
    command(0xd4);
    data(0xf4);
    assertThat(data()).isEqualTo(0xfa);
    controller.mouse().move(5, -3, 1, 1);
    assertThat(new int[] {data(), data(), data(), data()}).containsExactly(0x29, 5, 0xfd, 1);
  }

  @Test
  void resetAndA20() {
    command(0xfe);
    assertThat(resets).isEqualTo(1);
    command(0xd1);
    data(0xdd);
    assertThat(a20.isEnabled()).isFalse();
    command(0xd0);
    assertThat(data() & 3).isEqualTo(1);
    command(0xdf);
    assertThat(a20.isEnabled()).isTrue();
    command(0xd1);
    data(0xfe);
    assertThat(resets).isEqualTo(2);
  }

  @Test
  void port92SharesTheGate() {
    Port92 port = new Port92(a20, () -> resets++);
    port.writeByte(0, 0x00);
    assertThat(a20.isEnabled()).isFalse();
    command(0xdf);
    assertThat(port.readByte(0)).isEqualTo(2);
    port.writeByte(0, 3);
    assertThat(resets).isEqualTo(1);
  }
}
