package org.kvas.devices.chipset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Dma8237Test {
  @Test
  void flipFlopPairsTheBytesAtTwoPortsARegister() {
    Dma8237 dma = new Dma8237(true);
    dma.writeByte(0x0c << 1, 0);
    dma.writeByte(2 << 1, 0x34);
    dma.writeByte(2 << 1, 0x12);
    dma.writeByte(0x0c << 1, 0);
    assertThat(dma.readByte(2 << 1)).isEqualTo(0x34);
    assertThat(dma.readByte(2 << 1)).isEqualTo(0x12);
    assertThat(dma.ports()).isEqualTo(32);
  }

  @Test
  void maskAndMasterClear() {
    Dma8237 dma = new Dma8237(false);
    assertThat(dma.readByte(15) & 0x0f).isEqualTo(0x0f);
    dma.writeByte(10, 2);
    assertThat(dma.readByte(15) & 0x0f).isEqualTo(0x0b);
    dma.writeByte(14, 0);
    assertThat(dma.readByte(15) & 0x0f).isZero();
    dma.writeByte(13, 0);
    assertThat(dma.readByte(15) & 0x0f).isEqualTo(0x0f);
    assertThat(dma.readByte(8)).isZero();
  }
}
