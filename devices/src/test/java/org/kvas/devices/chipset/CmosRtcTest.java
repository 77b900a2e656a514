package org.kvas.devices.chipset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.kvas.devices.ManualClock;
import org.kvas.devices.Probe;

class CmosRtcTest {
  /** 2001-09-09 01:46:40 UTC, a Sunday. */
  private final ManualClock clock = new ManualClock(1_000_000_000L);

  private final Probe irq = new Probe();
  private final CmosRtc rtc = new CmosRtc(clock, irq);

  private int read(int index) {
    rtc.writeByte(0, index);
    return rtc.readByte(1);
  }

  private void write(int index, int value) {
    rtc.writeByte(0, index);
    rtc.writeByte(1, value);
  }

  @Test
  void timeInBcd() {
    assertThat(
            new int[] {read(0), read(2), read(4), read(6), read(7), read(8), read(9), read(0x32)})
        .containsExactly(0x40, 0x46, 0x01, 0x01, 0x09, 0x09, 0x01, 0x20);
    clock.advance(20_000_000_000L);
    assertThat(read(0)).isZero();
    assertThat(read(2)).isEqualTo(0x47);
  }

  @Test
  void binaryAndTwelveHours() {
    clock.advance(14L * 3600 * 1_000_000_000);
    write(11, 0x00);
    assertThat(read(4)).as("3 pm, BCD").isEqualTo(0x83);
    write(11, 0x04);
    assertThat(read(0)).isEqualTo(40);
    assertThat(read(4)).isEqualTo(0x83);
    write(11, 0x06);
    assertThat(read(4)).isEqualTo(15);
  }

  @Test
  void settingTheTimeAsLinuxDoes() {
    // drivers/rtc/rtc-mc146818-lib.c, mc146818_set_time(): SET, divider reset, fields, and back.
    int control = read(11);
    write(11, control | 0x80);
    int divider = read(10);
    write(10, divider | 0x70);
    write(9, 0x24);
    write(8, 0x02);
    write(7, 0x29);
    write(4, 0x23);
    write(2, 0x59);
    write(0, 0x59);
    clock.advance(5_000_000_000L);
    assertThat(read(0)).as("stands still").isEqualTo(0x59);
    write(11, control);
    write(10, divider);
    clock.advance(499_000_000L);
    assertThat(read(0)).isEqualTo(0x59);
    clock.advance(2_000_000L);
    assertThat(new int[] {read(0), read(2), read(4), read(7), read(8), read(9)})
        .containsExactly(0, 0, 0, 1, 3, 0x24);
  }

  @Test
  void updateInProgressBeforeEachSecond() {
    assertThat(read(10)).isEqualTo(0x26);
    clock.advance(999_000_000L);
    assertThat(read(10)).isEqualTo(0xa6);
    clock.advance(1_000_000L);
    assertThat(read(10)).isEqualTo(0x26);
  }

  @Test
  void periodicInterruptAt1024Hertz() {
    write(11, 0x42);
    for (int i = 0; i < 10; i++) {
      clock.advance(976_563);
      assertThat(irq.level()).isTrue();
      assertThat(read(12)).isEqualTo(0xc0);
      assertThat(irq.level()).isFalse();
    }
    irq.edges();
    clock.advance(100_000_000);
    assertThat(irq.edges()).as("none more until register C is read").isEqualTo(1);
  }

  /** The rate is a tap of the divider chain: data sheet, table 5. */
  @Test
  void aLatePeriodicInterruptKeepsItsPhase() {
    write(11, 0x42);
    clock.skip(3_700_000);
    clock.advance(0);
    assertThat(read(12)).isEqualTo(0xc0);
    clock.advanceTo(3_906_249);
    assertThat(irq.level()).isFalse();
    clock.advance(1);
    assertThat(irq.level()).as("4 / 1024 s").isTrue();
    assertThat(read(12)).isEqualTo(0xc0);
    clock.skip(976_600);
    clock.advance(0);
    assertThat(read(12)).isEqualTo(0xc0);
    clock.advanceTo(5_859_374);
    assertThat(irq.level()).isFalse();
    clock.advance(1);
    assertThat(irq.level()).as("6 / 1024 s").isTrue();
  }

  @Test
  void updateEndedInterrupt() {
    write(11, 0x12);
    clock.advance(999_999_999L);
    assertThat(irq.level()).isFalse();
    clock.advance(1);
    assertThat(irq.level()).isTrue();
    assertThat(read(12) & 0x90).isEqualTo(0x90);
  }

  @Test
  void alarm() {
    write(1, 0x45);
    write(3, 0xff);
    write(5, 0xc0);
    write(11, 0x22);
    clock.advance(4_999_000_000L);
    assertThat(irq.level()).isFalse();
    clock.advance(1_000_000L);
    assertThat(irq.level()).isTrue();
    assertThat(read(12) & 0xa0).isEqualTo(0xa0);
    clock.advance(60_000_000_000L);
    assertThat(irq.level()).as("wild cards match each minute").isTrue();
  }

  @Test
  void flagsArePolledWithoutInterrupts() {
    read(12);
    clock.advance(1_000_000_000L);
    assertThat(read(12)).isEqualTo(0x50);
    assertThat(read(12)).isZero();
    assertThat(irq.edges()).isZero();
  }

  @Test
  void setupBytes() {
    CmosSetup.memory(rtc, 0xc000_0000L, 0x4000_0000L);
    CmosSetup.processors(rtc, 2);
    assertThat(read(0x15) | read(0x16) << 8).isEqualTo(640);
    assertThat(read(0x30) | read(0x31) << 8).isEqualTo(0xffff);
    assertThat(read(0x34) | read(0x35) << 8).isEqualTo(0xbf00);
    assertThat(read(0x5b) | read(0x5c) << 8 | read(0x5d) << 16).isEqualTo(0x4000);
    assertThat(read(0x5f)).isEqualTo(1);
    assertThat(read(13)).isEqualTo(0x80);
  }
}
