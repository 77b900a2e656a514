package org.kvas.devices.chipset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kvas.devices.IrqLine;
import org.kvas.devices.PortDevice;
import org.kvas.devices.Probe;

class DualPicTest {
  private final Probe intr = new Probe();
  private final DualPic pic = new DualPic(intr);
  private final PortDevice master = pic.master();
  private final PortDevice slave = pic.slave();

  @BeforeEach
  void initializeAsLinuxDoes() {
    initialize(master, 0x30, 4);
    initialize(slave, 0x38, 2);
  }

  private static void initialize(PortDevice chip, int base, int icw3) {
    chip.write(0, 1, 0x11);
    chip.write(1, 1, base);
    chip.write(1, 1, icw3);
    chip.write(1, 1, 0x01);
    chip.write(1, 1, 0x00);
  }

  @Test
  void maskIsReadBack() {
    // arch/x86/kernel/i8259.c, probe_8259A(): the mask written is the mask read.
    master.write(1, 1, 0xfb);
    slave.write(1, 1, 0xff);
    assertThat(master.read(1, 1)).isEqualTo(0xfb);
    assertThat(slave.read(1, 1)).isEqualTo(0xff);
  }

  @Test
  void anEdgeIsServedOnce() {
    pic.line(4).set(true);
    assertThat(intr.level()).isTrue();
    assertThat(pic.acknowledge()).isEqualTo(0x34);
    assertThat(intr.level()).isFalse();
    master.write(0, 1, 0x20);
    assertThat(intr.level()).as("the level that stays is no new edge").isFalse();
    pic.line(4).set(false);
    pic.line(4).set(true);
    assertThat(intr.level()).isTrue();
  }

  @Test
  void lowerPriorityWaitsForEoi() {
    pic.line(3).set(true);
    assertThat(pic.acknowledge()).isEqualTo(0x33);
    pic.line(5).set(true);
    assertThat(pic.isPending()).isFalse();
    pic.line(1).set(true);
    assertThat(pic.acknowledge()).isEqualTo(0x31);
    master.write(0, 1, 0x0b);
    assertThat(master.read(0, 1)).as("ISR").isEqualTo(0x0a);
    master.write(0, 1, 0x20);
    assertThat(master.read(0, 1)).isEqualTo(0x08);
    master.write(0, 1, 0x63);
    assertThat(pic.acknowledge()).isEqualTo(0x35);
  }

  @Test
  void slaveInterruptsThroughTheCascade() {
    pic.line(12).set(true);
    assertThat(pic.acknowledge()).isEqualTo(0x3c);
    pic.line(10).set(true);
    assertThat(pic.isPending()).as("the cascade is in service").isFalse();
    slave.write(0, 1, 0x64);
    master.write(0, 1, 0x62);
    assertThat(pic.acknowledge()).isEqualTo(0x3a);
    slave.write(0, 1, 0x20);
    master.write(0, 1, 0x20);
    assertThat(pic.isPending()).isFalse();
  }

  @Test
  void specialFullyNestedModeLetsTheSlaveNest() {
    master.write(0, 1, 0x11);
    master.write(1, 1, 0x30);
    master.write(1, 1, 4);
    master.write(1, 1, 0x11);
    master.write(1, 1, 0);
    pic.line(12).set(true);
    assertThat(pic.acknowledge()).isEqualTo(0x3c);
    pic.line(10).set(true);
    assertThat(pic.acknowledge()).isEqualTo(0x3a);
  }

  @Test
  void aRequestThatHasGoneIsSpurious() {
    assertThat(pic.acknowledge()).isEqualTo(0x37);
    master.write(0, 1, 0x0b);
    assertThat(master.read(0, 1)).as("no service bit").isZero();
  }

  @Test
  void levelTriggeredRequestsFollowTheirLine() {
    PortDevice elcr = pic.edgeLevelControl();
    elcr.write(0, 1, 0xff);
    elcr.write(1, 1, 0xff);
    assertThat(elcr.read(0, 2)).as("system interrupts stay edges").isEqualTo(0xdef8);
    IrqLine line = pic.line(11);
    line.set(true);
    assertThat(pic.acknowledge()).isEqualTo(0x3b);
    slave.write(0, 1, 0x20);
    master.write(0, 1, 0x20);
    assertThat(pic.isPending()).as("still asserted").isTrue();
    line.set(false);
    assertThat(pic.isPending()).isFalse();
  }

  @Test
  void automaticEoiAndRotation() {
    master.write(0, 1, 0x11);
    master.write(1, 1, 0x30);
    master.write(1, 1, 4);
    master.write(1, 1, 0x03);
    master.write(1, 1, 0);
    master.write(0, 1, 0x80);
    pic.line(3).pulse();
    assertThat(pic.acknowledge()).isEqualTo(0x33);
    pic.line(3).pulse();
    pic.line(4).pulse();
    assertThat(pic.acknowledge()).as("3 is lowest now").isEqualTo(0x34);
    assertThat(pic.acknowledge()).isEqualTo(0x33);
  }

  @Test
  void specialMaskModeLetsLowerOnesThrough() {
    pic.line(2 + 1).set(true);
    pic.acknowledge();
    pic.line(6).set(true);
    master.write(1, 1, 0x08);
    assertThat(pic.isPending()).isFalse();
    master.write(0, 1, 0x68);
    assertThat(pic.acknowledge()).isEqualTo(0x36);
  }

  @Test
  void pollCommandAcknowledges() {
    pic.line(5).set(true);
    master.write(0, 1, 0x0c);
    assertThat(master.read(0, 1)).isEqualTo(0x85);
    assertThat(intr.level()).isFalse();
    master.write(0, 1, 0x0b);
    assertThat(master.read(0, 1)).isEqualTo(0x20);
  }

  @Test
  void setPriorityCommand() {
    master.write(0, 1, 0xc4);
    pic.line(0).set(true);
    pic.line(5).set(true);
    assertThat(pic.acknowledge()).isEqualTo(0x35);
  }

  @Test
  void snapshot() {
    pic.line(12).set(true);
    pic.acknowledge();
    pic.line(1).set(true);
    Probe otherIntr = new Probe();
    DualPic other = new DualPic(otherIntr);
    other.restore(pic.state());
    assertThat(otherIntr.level()).isTrue();
    assertThat(other.acknowledge()).isEqualTo(0x31);
    assertThat(other.state()).isEqualTo(afterAcknowledge());
  }

  private DualPic.State afterAcknowledge() {
    pic.acknowledge();
    return pic.state();
  }
}
