package org.kvas.devices.chipset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.kvas.devices.ManualClock;
import org.kvas.devices.Probe;

class Pit8254Test {
  private final ManualClock clock = new ManualClock();
  private final Probe irq = new Probe();
  private final Pit8254 pit = new Pit8254(clock, irq);
  private final SystemControlPortB portB = new SystemControlPortB(pit, clock);

  Pit8254Test() {
    irq.edges(); // power-on
  }

  private void ticks(long count) {
    clock.advanceTo(Pit8254.FREQUENCY.nanoseconds(Pit8254.FREQUENCY.ticks(clock.now()) + count));
  }

  private int counter(int index) {
    pit.writeByte(3, index << 6);
    return pit.readByte(index) | pit.readByte(index) << 8;
  }

  @Test
  void linuxQuickCalibration() {
    // arch/x86/kernel/tsc.c, quick_pit_calibrate(): gate on, speaker off, counter 2 in mode 0 from
    // ffffh; unlatched LSB/MSB reads.
    portB.writeByte(0, portB.readByte(0) & ~2 | 1);
    pit.writeByte(3, 0xb0);
    pit.writeByte(2, 0xff);
    pit.writeByte(2, 0xff);
    ticks(2);
    pit.readByte(2);
    assertThat(pit.readByte(2)).isEqualTo(0xff);
    ticks(256);
    pit.readByte(2);
    assertThat(pit.readByte(2)).isEqualTo(0xfe);
  }

  @Test
  void linuxCalibrationByTheOutputOfCounter2() {
    // pit_calibrate_tsc(): 10 ms are 11,931 ticks, then bit 5 of port 61h rises.
    portB.writeByte(0, 1);
    pit.writeByte(3, 0xb0);
    pit.writeByte(2, 11931 & 0xff);
    pit.writeByte(2, 11931 >> 8);
    assertThat(portB.readByte(0) & 0x20).isZero();
    ticks(11931);
    assertThat(portB.readByte(0) & 0x20).isZero();
    ticks(1);
    assertThat(portB.readByte(0) & 0x20).isNotZero();
  }

  @Test
  void rateGeneratorInterruptsEachPeriod() {
    pit.writeByte(3, 0x34);
    pit.writeByte(0, 4773 & 0xff);
    pit.writeByte(0, 4773 >> 8);
    clock.advance(1_000_000_000L);
    assertThat(irq.edges()).as("HZ=250").isEqualTo((1_193_182 - 1) / 4773);
  }

  @Test
  void counterOfModeTwoRunsFromCountToOne() {
    pit.writeByte(3, 0x34);
    pit.writeByte(0, 10);
    pit.writeByte(0, 0);
    ticks(1);
    assertThat(counter(0)).isEqualTo(10);
    ticks(9);
    assertThat(counter(0)).isEqualTo(1);
    ticks(1);
    assertThat(counter(0)).isEqualTo(10);
  }

  @Test
  void aNewCountOfModeTwoWaitsForThePeriodsEnd() {
    pit.writeByte(3, 0x14);
    pit.writeByte(0, 100);
    ticks(51);
    pit.writeByte(0, 20);
    assertThat(counterLow()).isEqualTo(50);
    ticks(50);
    assertThat(counterLow()).isEqualTo(20);
    ticks(20);
    assertThat(counterLow()).isEqualTo(20);
    assertThat(irq.edges()).isEqualTo(2);
  }

  private int counterLow() {
    return pit.readByte(0);
  }

  @Test
  void squareWave() {
    portB.writeByte(0, 1);
    pit.writeByte(3, 0xb6);
    pit.writeByte(2, 5);
    pit.writeByte(2, 0);
    ticks(1);
    StringBuilder output = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      output.append(pit.output2() ? 'H' : 'L');
      ticks(1);
    }
    assertThat(output.toString()).as("(N+1)/2 high, (N-1)/2 low").isEqualTo("HHHLLHHHLL");
  }

  @Test
  void oneShotsOfLinux() {
    // drivers/clocksource/i8253.c: one-shot is mode 4, each event a new count without a control
    // word.
    pit.writeByte(3, 0x38);
    for (int i = 0; i < 3; i++) {
      pit.writeByte(0, 100);
      pit.writeByte(0, 0);
      ticks(101);
      assertThat(irq.edges()).isZero();
      ticks(1);
      assertThat(irq.edges()).isEqualTo(1);
    }
    ticks(100_000);
    assertThat(irq.edges()).isZero();
  }

  @Test
  void modeZeroCountsOnAndHoldsWithItsGate() {
    portB.writeByte(0, 1);
    pit.writeByte(3, 0xb0);
    pit.writeByte(2, 100);
    pit.writeByte(2, 0);
    ticks(31);
    portB.writeByte(0, 0);
    ticks(1000);
    assertThat(counter(2)).isEqualTo(70);
    portB.writeByte(0, 1);
    ticks(70);
    assertThat(pit.output2()).isTrue();
    ticks(1);
    assertThat(counter(2)).isEqualTo(0xffff);
  }

  @Test
  void hardwareTriggeredOneShot() {
    pit.writeByte(3, 0xb2);
    pit.writeByte(2, 10);
    pit.writeByte(2, 0);
    ticks(50);
    assertThat(pit.output2()).isTrue();
    portB.writeByte(0, 1);
    ticks(1);
    assertThat(pit.output2()).isFalse();
    ticks(5);
    portB.writeByte(0, 0);
    portB.writeByte(0, 1); // retriggered
    ticks(10);
    assertThat(pit.output2()).isFalse();
    ticks(1);
    assertThat(pit.output2()).isTrue();
  }

  @Test
  void readBackLatchesStatusAndCount() {
    pit.writeByte(3, 0x34);
    pit.writeByte(3, 0xe2);
    assertThat(pit.readByte(0)).as("null count, output high, both bytes, mode 2").isEqualTo(0xf4);
    pit.writeByte(0, 0);
    pit.writeByte(0, 0x80);
    ticks(2);
    pit.writeByte(3, 0xc2);
    ticks(100);
    assertThat(pit.readByte(0)).isEqualTo(0xb4);
    assertThat(pit.readByte(0) | pit.readByte(0) << 8).as("as it was latched").isEqualTo(0x7fff);
    assertThat(counter(0)).isEqualTo(0x8000 - 101);
  }

  @Test
  void decimalCounting() {
    pit.writeByte(3, 0x35);
    pit.writeByte(0, 0x00);
    pit.writeByte(0, 0x10);
    ticks(2);
    assertThat(counter(0)).isEqualTo(0x0999);
  }

  private void thousandHertz() {
    pit.writeByte(3, 0x34);
    pit.writeByte(0, 1193 & 0xff);
    pit.writeByte(0, 1193 >> 8);
  }

  private void late(long ticks) {
    clock.skip(Pit8254.FREQUENCY.nanoseconds(ticks));
  }

  @Test
  void lateEdgesAreMadeUpAtTwiceTheRate() {
    thousandHertz();
    late(100 * 1193);
    ticks(0);
    assertThat(irq.edges()).as("more at once would be one to the guest").isEqualTo(1);
    ticks(596);
    assertThat(irq.edges()).isZero();
    ticks(1);
    assertThat(irq.edges()).isEqualTo(1);
    ticks(10 * 597);
    assertThat(irq.edges()).isEqualTo(10);
    clock.advanceTo(Pit8254.FREQUENCY.nanoseconds(1000 * 1193 + 1));
    assertThat(irq.edges()).as("no more than there were").isEqualTo(1000 - 12);
  }

  @Test
  void edgesOfMoreThanASecondAreLost() {
    thousandHertz();
    late(10_000 * 1193);
    ticks(10_000 * 1193);
    assertThat(irq.edges())
        .as("in 20 seconds, one of which was caught up")
        .isBetween(10_999, 11_002);
  }

  /** At n * 1193 + 1 ticks from when the count was written. Intel 8254 data sheet, mode 2. */
  @Test
  void lateMachinesKeepThePhase() {
    thousandHertz();
    late(1193 + 700);
    ticks(0);
    assertThat(irq.edges()).isEqualTo(1);
    ticks(493);
    assertThat(irq.edges()).isZero();
    ticks(104);
    assertThat(irq.edges()).as("half a period after the last").isEqualTo(1);
    clock.advanceTo(Pit8254.FREQUENCY.nanoseconds(3 * 1193));
    assertThat(irq.edges()).isZero();
    ticks(1);
    assertThat(irq.edges()).isEqualTo(1);
  }

  /** An output that nobody waited for. */
  @Test
  void lateOneShotsComeOnce() {
    pit.writeByte(3, 0x30);
    pit.writeByte(0, 100);
    pit.writeByte(0, 0);
    late(5000);
    ticks(10_000);
    assertThat(irq.edges()).isEqualTo(1);
  }

  @Test
  void anEdgeThatIsDueIsNotLostToALatchOrANewCount() {
    thousandHertz();
    late(1200);
    counter(0);
    ticks(0);
    assertThat(irq.edges()).isEqualTo(1);
    late(1193);
    thousandHertz();
    assertThat(irq.edges()).isEqualTo(1);
    ticks(1193);
    assertThat(irq.edges()).isZero();
    ticks(1);
    assertThat(irq.edges()).isEqualTo(1);
  }

  @Test
  void snapshot() {
    pit.writeByte(3, 0x34);
    pit.writeByte(0, 0x10);
    pit.writeByte(0, 0x27);
    ticks(500);
    Probe otherIrq = new Probe();
    Pit8254 other = new Pit8254(clock, otherIrq);
    other.restore(pit.state());
    otherIrq.edges();
    assertThat(other.state()).isEqualTo(pit.state());
    assertThat(other.state().due()).isEqualTo(0x2710 + 1);
    ticks(10_000);
    assertThat(otherIrq.edges()).isEqualTo(1);
  }
}
