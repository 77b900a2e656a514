package org.kvas.devices.chipset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.kvas.devices.Probe;

class Uart16550Test {
  private final Probe irq = new Probe();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Uart16550 uart = new Uart16550(irq, out::write);

  @Test
  void resetValuesAreTheDataSheets() {
    assertThat(uart.readByte(1)).isZero();
    assertThat(uart.readByte(2)).isEqualTo(0x01);
    assertThat(uart.readByte(3)).isZero();
    assertThat(uart.readByte(4)).isZero();
    assertThat(uart.readByte(5)).isEqualTo(0x60);
  }

  @Test
  void linuxAutoconfigurationFindsA16550A() {
    // drivers/tty/serial/8250/8250_port.c, autoconfig(): IER holds four bits, loopback carries MCR
    // to MSR, FCR sets IIR's top bits.
    uart.writeByte(1, 0);
    assertThat(uart.readByte(1) & 0x0f).isZero();
    uart.writeByte(1, 0x0f);
    assertThat(uart.readByte(1) & 0x0f).isEqualTo(0x0f);
    uart.writeByte(1, 0xff);
    assertThat(uart.readByte(1)).as("no sleep mode or UUE bits").isEqualTo(0x0f);
    uart.writeByte(1, 0);
    uart.writeByte(4, 0x10 | 0x0a);
    assertThat(uart.readByte(6) & 0xf0).isEqualTo(0x90);
    uart.writeByte(4, 0);
    uart.writeByte(3, 0xbf);
    uart.writeByte(2, 0);
    uart.writeByte(3, 0);
    uart.writeByte(2, 0x01);
    assertThat(uart.readByte(2) >> 6).isEqualTo(3);
    uart.writeByte(3, 0x80);
    assertThat(uart.readByte(2)).as("no EFR under DLAB").isNotZero();
    uart.writeByte(3, 0);
    uart.writeByte(2, 0x21);
    assertThat(uart.readByte(2) >> 5).as("not a TI16750").isEqualTo(6);
  }

  @Test
  void divisorLatchHidesDataAndInterruptEnable() {
    uart.writeByte(3, 0x83);
    uart.writeByte(0, 0x01);
    uart.writeByte(1, 0x02);
    assertThat(uart.readByte(0)).isEqualTo(1);
    assertThat(uart.readByte(1)).isEqualTo(2);
    uart.writeByte(3, 0x03);
    assertThat(uart.readByte(1)).isZero();
    assertThat(out.size()).isZero();
  }

  @Test
  void transmitterInterruptFollowsTheDataSheet() {
    uart.writeByte(1, 0x02);
    assertThat(irq.level()).as("enabling it while THR is empty").isTrue();
    assertThat(uart.readByte(2)).isEqualTo(0x02);
    assertThat(irq.level()).as("reading it as the source clears it").isFalse();
    assertThat(uart.readByte(2)).isEqualTo(0x01);
    irq.edges();
    uart.writeByte(0, 'x');
    assertThat(out.toString()).isEqualTo("x");
    assertThat(irq.edges()).as("THR empty again").isEqualTo(1);
    uart.writeByte(0, 'y');
    assertThat(irq.edges()).as("a new edge for each byte").isEqualTo(1);
    uart.writeByte(1, 0);
    uart.writeByte(1, 2);
    assertThat(uart.readByte(2)).as("Linux's THRE test: re-enabling reasserts").isEqualTo(0x02);
  }

  @Test
  void sourcesHaveTheirPriority() {
    uart.writeByte(2, 0x01 | 0x40); // FIFO, trigger at 4
    uart.writeByte(1, 0x0f);
    uart.modemInputs(0x90);
    for (int i = 0; i < 17; i++) {
      uart.receive(i);
    }
    assertThat(uart.readByte(2)).as("overrun").isEqualTo(0xc6);
    assertThat(uart.readByte(5)).isEqualTo(0x63);
    assertThat(uart.readByte(2)).as("trigger level reached").isEqualTo(0xc4);
    for (int i = 0; i < 13; i++) {
      assertThat(uart.readByte(0)).isEqualTo(i);
    }
    assertThat(uart.readByte(2)).as("character time-out below the trigger").isEqualTo(0xcc);
    for (int i = 13; i < 16; i++) {
      assertThat(uart.readByte(0)).isEqualTo(i);
    }
    assertThat(uart.readByte(2)).as("transmitter empty").isEqualTo(0xc2);
    assertThat(uart.readByte(2)).as("modem status").isEqualTo(0xc0);
    assertThat(uart.readByte(6)).as("DSR fell").isEqualTo(0x92);
    assertThat(uart.readByte(2)).isEqualTo(0xc1);
    assertThat(irq.level()).isFalse();
  }

  @Test
  void receiverTellsItsRoom() {
    int[] emptied = {0};
    uart.whenEmpty(() -> emptied[0]++);
    assertThat(uart.receiveSpace()).isEqualTo(1);
    uart.writeByte(2, 1);
    assertThat(uart.receiveSpace()).isEqualTo(16);
    uart.receive('a');
    uart.receive('b');
    assertThat(uart.receiveSpace()).isEqualTo(14);
    uart.readByte(0);
    assertThat(emptied[0]).isZero();
    uart.readByte(0);
    assertThat(emptied[0]).isEqualTo(1);
    uart.writeByte(4, 0x10);
    assertThat(uart.receiveSpace()).isZero();
    uart.writeByte(0, 'z');
    assertThat(uart.readByte(0)).as("loopback").isEqualTo('z');
    assertThat(out.size()).isZero();
  }

  @Test
  void snapshotCarriesEverything() {
    uart.writeByte(2, 0x81);
    uart.writeByte(1, 1);
    uart.writeByte(7, 0x5a);
    uart.receive('q');
    Probe otherIrq = new Probe();
    Uart16550 other = new Uart16550(otherIrq, v -> {});
    other.restore(uart.state());
    assertThat(otherIrq.level()).isTrue();
    assertThat(other.readByte(7)).isEqualTo(0x5a);
    assertThat(other.readByte(0)).isEqualTo('q');
    assertThat(otherIrq.level()).isFalse();
  }
}
