package org.kvas.devices.chipset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.kvas.devices.ManualClock;
import org.kvas.devices.Probe;

class HpetTest {
  private static final int CONFIGURATION = 0x10;
  private static final int STATUS = 0x20;
  private static final int COUNTER = 0xf0;
  private static final int TIMER0 = 0x100;
  private static final int TIMER1 = 0x120;
  private static final int COMPARATOR0 = 0x108;

  private final ManualClock clock = new ManualClock();
  private final Probe irq0 = new Probe();
  private final Probe irq8 = new Probe();
  private final Probe[] pins = new Probe[24];
  private final Hpet hpet = create();

  private Hpet create() {
    for (int i = 0; i < pins.length; i++) {
      pins[i] = new Probe();
    }
    return new Hpet(clock, 0x00f0_0000, i -> pins[i], irq0, irq8);
  }

  @Test
  void capabilities() {
    assertThat(hpet.read(0, 4)).isEqualTo(0x8086_a201L);
    assertThat(hpet.read(4, 4)).as("femtoseconds a tick").isEqualTo(10_000_000);
    assertThat(hpet.read(TIMER0 + 4, 4)).isEqualTo(0x00f0_0000);
    assertThat(hpet.read(TIMER0, 4)).as("periodic, 64 bits").isEqualTo(0x30);
  }

  @Test
  void counterRunsWhileEnabled() {
    clock.advance(1000);
    assertThat(hpet.read(COUNTER, 8)).isZero();
    hpet.write(CONFIGURATION, 4, 1);
    clock.advance(1000);
    assertThat(hpet.read(COUNTER, 8)).isEqualTo(100);
    hpet.write(CONFIGURATION, 4, 0);
    clock.advance(1000);
    hpet.write(COUNTER + 4, 4, 1);
    assertThat(hpet.read(COUNTER, 8)).isEqualTo(0x1_0000_0064L);
  }

  @Test
  void linuxPeriodicTick() {
    // arch/x86/kernel/hpet.c, hpet_clkevt_set_state_periodic(): SETVAL, comparator, then the period
    // in the same register.
    hpet.write(CONFIGURATION, 4, 3);
    long count = hpet.read(COUNTER, 4) + 400_000;
    hpet.write(TIMER0, 4, hpet.read(TIMER0, 4) | 0x14c);
    hpet.write(COMPARATOR0, 4, count);
    hpet.write(COMPARATOR0, 4, 400_000);
    clock.advance(3_999_999);
    assertThat(irq0.edges()).isZero();
    clock.advance(1);
    assertThat(irq0.edges()).isEqualTo(1);
    clock.advance(1_000_000_000);
    assertThat(irq0.edges()).isEqualTo(250);
  }

  @Test
  void linuxOneShot() {
    hpet.write(CONFIGURATION, 4, 3);
    hpet.write(TIMER0, 4, 0x104);
    clock.advance(777);
    hpet.write(COMPARATOR0, 4, hpet.read(COUNTER, 4) + 1000);
    clock.advance(9_990);
    assertThat(irq0.edges()).isZero();
    clock.advance(10);
    assertThat(irq0.edges()).isEqualTo(1);
    clock.advance(1_000_000_000);
    assertThat(irq0.edges()).isZero();
  }

  @Test
  void legacyReplacementTakesTheLinesOver() {
    hpet.pitLine().set(true);
    assertThat(irq0.level()).isTrue();
    hpet.write(CONFIGURATION, 4, 3);
    assertThat(irq0.level()).isFalse();
    hpet.clockLine().pulse();
    assertThat(irq8.edges()).isZero();
    hpet.write(TIMER1, 4, 0x104);
    hpet.write(TIMER1 + 8, 4, hpet.read(COUNTER, 4) + 1);
    clock.advance(10);
    assertThat(irq8.edges()).isEqualTo(1);
    hpet.write(CONFIGURATION, 4, 1);
    assertThat(irq0.level()).isTrue();
  }

  @Test
  void levelInterruptStaysUntilAcknowledged() {
    hpet.write(CONFIGURATION, 4, 1);
    hpet.write(TIMER0, 4, 20 << 9 | 0x106);
    hpet.write(COMPARATOR0, 4, 50);
    clock.advance(500);
    assertThat(pins[20].level()).isTrue();
    assertThat(hpet.read(STATUS, 4)).isEqualTo(1);
    hpet.write(STATUS, 4, 1);
    assertThat(pins[20].level()).isFalse();
    assertThat(hpet.read(STATUS, 4)).isZero();
  }

  @Test
  void snapshot() {
    hpet.write(CONFIGURATION, 4, 3);
    hpet.write(TIMER0, 4, 0x104);
    hpet.write(COMPARATOR0, 4, 1000);
    clock.advance(5000);
    Probe otherIrq = new Probe();
    Hpet other = new Hpet(clock, 0, i -> level -> {}, otherIrq, level -> {});
    other.restore(hpet.state());
    assertThat(other.read(COUNTER, 8)).isEqualTo(500);
    clock.advance(5000);
    assertThat(otherIrq.edges()).isEqualTo(1);
  }

  /** IA-PC HPET 1.0a, 2.3.9.2.2: the period is added to the comparator, not to the counter. */
  @Test
  void aLatePeriodicComparatorKeepsItsPhase() {
    hpet.write(CONFIGURATION, 4, 3);
    hpet.write(TIMER0, 4, hpet.read(TIMER0, 4) | 0x4c);
    hpet.write(COMPARATOR0, 8, 1000);
    hpet.write(COMPARATOR0, 8, 1000);
    clock.skip(37_000);
    clock.advance(0);
    assertThat(irq0.edges()).isEqualTo(1);
    assertThat(hpet.read(COMPARATOR0, 4)).isEqualTo(4000);
    clock.advance(2_999);
    assertThat(irq0.edges()).isZero();
    clock.advance(1);
    assertThat(irq0.edges()).isEqualTo(1);
    clock.skip(10_010);
    clock.advance(0);
    assertThat(irq0.edges()).as("a tick late").isEqualTo(1);
    clock.advance(9_989);
    assertThat(irq0.edges()).isZero();
    clock.advance(1);
    assertThat(irq0.edges()).isEqualTo(1);
  }

  /** The lower half alone of a comparator that is all ones after reset. */
  @Test
  void aPeriodOfMoreThanHalfTheCounterMatchesOnce() {
    hpet.write(CONFIGURATION, 4, 3);
    hpet.write(TIMER0, 4, hpet.read(TIMER0, 4) | 0x4c);
    hpet.write(COMPARATOR0, 4, 1000);
    clock.advance(1_000_000_000);
    assertThat(irq0.edges()).isEqualTo(1);
  }
}
