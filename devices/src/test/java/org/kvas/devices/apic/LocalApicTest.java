package org.kvas.devices.apic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kvas.devices.ManualClock;

class LocalApicTest {
  private static final int ID = 0x20;
  private static final int TPR = 0x80;
  private static final int PPR = 0xa0;
  private static final int EOI = 0xb0;
  private static final int SVR = 0xf0;
  private static final int ESR = 0x280;
  private static final int ICR_LOW = 0x300;
  private static final int ICR_HIGH = 0x310;
  private static final int LVT_TIMER = 0x320;
  private static final int LVT_LINT0 = 0x350;
  private static final int LVT_LINT1 = 0x360;
  private static final int LVT_ERROR = 0x370;
  private static final int INITIAL_COUNT = 0x380;
  private static final int CURRENT_COUNT = 0x390;
  private static final int DIVIDE = 0x3e0;

  private final ManualClock clock = new ManualClock();
  private final ApicBus bus = new ApicBus();
  private final Pins pins0 = new Pins();
  private final Pins pins1 = new Pins();
  private final LocalApic apic0 = new LocalApic(0, true, clock, bus, pins0, () -> 0x77);
  private final LocalApic apic1 = new LocalApic(1, false, clock, bus, pins1, () -> 0x77);

  LocalApicTest() {
    bus.attach(apic0);
    bus.attach(apic1);
    for (LocalApic apic : List.of(apic0, apic1)) {
      apic.write(SVR, 4, 0x1ff);
      apic.write(DIVIDE, 4, 0x0b);
    }
  }

  private static final class Pins implements ProcessorPins {
    boolean interrupt;
    final List<String> events = new ArrayList<>();

    @Override
    public void interruptRequest(boolean pending) {
      interrupt = pending;
    }

    @Override
    public void nonMaskableInterrupt() {
      events.add("NMI");
    }

    @Override
    public void init() {
      events.add("INIT");
    }

    @Override
    public void startUp(int vector) {
      events.add("SIPI " + vector);
    }
  }

  private static void sendSelf(LocalApic apic, int vector) {
    apic.write(ICR_LOW, 4, 1 << 18 | vector);
  }

  @Test
  void identifiesItself() {
    assertThat(apic1.read(ID, 4)).isEqualTo(0x0100_0000);
    assertThat(apic0.read(0x30, 4)).isEqualTo(0x50014);
    assertThat(apic0.base()).isEqualTo(0xfee0_0900L);
    assertThat(apic1.base()).isEqualTo(0xfee0_0800L);
  }

  @Test
  void prioritiesNestAndEoiUnwinds() {
    sendSelf(apic0, 0x41);
    assertThat(pins0.interrupt).isTrue();
    assertThat(apic0.acknowledge()).isEqualTo(0x41);
    assertThat(apic0.read(PPR, 4)).isEqualTo(0x40);
    sendSelf(apic0, 0x4f);
    assertThat(pins0.interrupt).as("same class").isFalse();
    sendSelf(apic0, 0x51);
    assertThat(apic0.acknowledge()).isEqualTo(0x51);
    assertThat(apic0.read(0x120, 4)).as("ISR 5f:40").isEqualTo(0x0002_0002L);
    apic0.write(EOI, 4, 0);
    assertThat(pins0.interrupt).isFalse();
    apic0.write(EOI, 4, 0);
    assertThat(apic0.acknowledge()).isEqualTo(0x4f);
    apic0.write(EOI, 4, 0);
    assertThat(apic0.read(PPR, 4)).isZero();
  }

  @Test
  void taskPriorityHoldsBack() {
    apic0.setTaskPriorityClass(5);
    assertThat(apic0.read(TPR, 4)).isEqualTo(0x50);
    sendSelf(apic0, 0x5f);
    assertThat(pins0.interrupt).isFalse();
    assertThat(apic0.acknowledge()).as("spurious").isEqualTo(0xff);
    apic0.write(TPR, 4, 0x4f);
    assertThat(pins0.interrupt).isTrue();
    assertThat(apic0.taskPriorityClass()).isEqualTo(4);
  }

  @Test
  void oneShotTimer() {
    apic0.write(LVT_TIMER, 4, 0x30);
    apic0.write(INITIAL_COUNT, 4, 1000);
    clock.advance(400);
    assertThat(apic0.read(CURRENT_COUNT, 4)).isEqualTo(600);
    clock.advance(599);
    assertThat(pins0.interrupt).isFalse();
    clock.advance(1);
    assertThat(apic0.acknowledge()).isEqualTo(0x30);
    assertThat(apic0.read(CURRENT_COUNT, 4)).isZero();
    apic0.write(EOI, 4, 0);
    clock.advance(10_000);
    assertThat(pins0.interrupt).isFalse();
  }

  @Test
  void periodicTimerAndDivider() {
    apic0.write(DIVIDE, 4, 0x03); // by 16
    apic0.write(LVT_TIMER, 4, 0x2_0030);
    apic0.write(INITIAL_COUNT, 4, 1000);
    clock.advance(15_999);
    assertThat(pins0.interrupt).isFalse();
    for (int i = 0; i < 3; i++) {
      clock.advance(i == 0 ? 1 : 16_000);
      assertThat(apic0.acknowledge()).isEqualTo(0x30);
      apic0.write(EOI, 4, 0);
    }
    clock.advance(160);
    assertThat(apic0.read(CURRENT_COUNT, 4)).isEqualTo(990);
  }

  @Test
  void changingTheTimersModeKeepsTheCount() {
    // kvm-unit-tests x86/apic.c, test_apic_change_mode
    apic0.write(LVT_TIMER, 4, 0x30);
    apic0.write(INITIAL_COUNT, 4, 1000);
    clock.advance(600);
    apic0.write(LVT_TIMER, 4, 0x2_0030);
    assertThat(apic0.read(CURRENT_COUNT, 4)).isEqualTo(400);
    clock.advance(500);
    assertThat(apic0.read(CURRENT_COUNT, 4)).as("reloaded").isEqualTo(900);
    apic0.write(LVT_TIMER, 4, 0x30);
    clock.advance(900);
    assertThat(apic0.read(CURRENT_COUNT, 4)).isZero();
    apic0.write(LVT_TIMER, 4, 0x2_0030);
    assertThat(apic0.read(CURRENT_COUNT, 4)).as("stays at zero").isZero();
  }

  @Test
  void tscDeadline() {
    apic0.setTscOffset(5000);
    apic0.write(LVT_TIMER, 4, 0x4_0030);
    apic0.setTscDeadline(6000);
    assertThat(apic0.tscDeadline()).isEqualTo(6000);
    clock.advance(999);
    assertThat(pins0.interrupt).isFalse();
    clock.advance(1);
    assertThat(pins0.interrupt).isTrue();
    assertThat(apic0.tscDeadline()).isZero();
    apic0.write(INITIAL_COUNT, 4, 1000);
    assertThat(apic0.read(CURRENT_COUNT, 4)).as("ignored in this mode").isZero();
  }

  @Test
  void startOfAnotherProcessor() {
    apic0.write(ICR_HIGH, 4, 1L << 24);
    apic0.write(ICR_LOW, 4, 0xc500); // INIT assert, level
    apic0.write(ICR_LOW, 4, 0x8500); // INIT de-assert
    apic0.write(ICR_LOW, 4, 0x0699);
    assertThat(pins1.events).containsExactly("INIT", "SIPI 153");
    assertThat(pins0.events).isEmpty();
    assertThat(apic1.read(SVR, 4)).as("INIT resets it").isEqualTo(0xff);
  }

  @Test
  void shorthandsAndNmi() {
    apic0.write(ICR_LOW, 4, 3 << 18 | 0x45);
    assertThat(pins0.interrupt).isFalse();
    assertThat(apic1.acknowledge()).isEqualTo(0x45);
    apic0.write(ICR_LOW, 4, 2 << 18 | 0x400);
    assertThat(pins0.events).containsExactly("NMI");
    assertThat(pins1.events).containsExactly("NMI");
  }

  @Test
  void logicalDestinations() {
    apic0.write(0xd0, 4, 0x0100_0000);
    apic1.write(0xd0, 4, 0x0200_0000);
    apic0.write(ICR_HIGH, 4, 0x0200_0000);
    apic0.write(ICR_LOW, 4, 0x0845);
    assertThat(pins0.interrupt).isFalse();
    assertThat(pins1.interrupt).isTrue();
    apic1.acknowledge();
    apic0.write(ICR_HIGH, 4, 0x0300_0000);
    apic0.write(ICR_LOW, 4, 0x0946);
    assertThat(pins0.interrupt).as("lowest priority: the idle one").isTrue();
    apic0.acknowledge();
    apic0.write(EOI, 4, 0);
    apic1.write(EOI, 4, 0);
    for (LocalApic apic : List.of(apic0, apic1)) {
      apic.write(0xe0, 4, 0x0fff_ffff); // cluster model
    }
    apic0.write(0xd0, 4, 0x1100_0000);
    apic1.write(0xd0, 4, 0x2100_0000);
    apic0.write(ICR_HIGH, 4, 0x2100_0000);
    apic0.write(ICR_LOW, 4, 0x0847);
    assertThat(pins0.interrupt).isFalse();
    assertThat(pins1.interrupt).isTrue();
  }

  @Test
  void externalInterruptsThroughLint0() {
    apic0.enterVirtualWireMode();
    apic0.lint0().set(true);
    assertThat(pins0.interrupt).isTrue();
    assertThat(apic0.acknowledge()).isEqualTo(0x77);
    apic0.write(LVT_LINT0, 4, 0x1_0700);
    assertThat(pins0.interrupt).as("masked").isFalse();
    apic0.lint1().set(true);
    assertThat(pins0.events).containsExactly("NMI");
    apic0.write(LVT_LINT1, 4, 0x1_0400);
    apic0.lint1().pulse();
    assertThat(pins0.events).hasSize(1);
  }

  @Test
  void softwareDisableMasksTheVectorTable() {
    apic0.write(LVT_TIMER, 4, 0x30);
    apic0.write(SVR, 4, 0xff);
    assertThat(apic0.read(LVT_TIMER, 4)).isEqualTo(0x1_0030);
    apic0.write(LVT_TIMER, 4, 0x30);
    assertThat(apic0.read(LVT_TIMER, 4)).as("cannot be unmasked").isEqualTo(0x1_0030);
    sendSelf(apic0, 0x50);
    assertThat(pins0.interrupt).isFalse();
  }

  @Test
  void errors() {
    apic0.write(LVT_ERROR, 4, 0xfe);
    sendSelf(apic0, 0x05);
    assertThat(apic0.acknowledge()).isEqualTo(0xfe);
    assertThat(apic0.read(ESR, 4)).as("before the latching write").isZero();
    apic0.write(ESR, 4, 0);
    assertThat(apic0.read(ESR, 4)).isEqualTo(0x20);
    apic0.write(ESR, 4, 0);
    assertThat(apic0.read(ESR, 4)).isZero();
  }

  @Test
  void x2apicTransitions() {
    // SDM Vol. 3A, figure 11-27
    long base = apic0.base();
    assertThat(apic0.setBase(base | 1 << 9, 40)).as("reserved bit").isFalse();
    assertThat(apic0.setBase(base | 1L << 40, 40)).as("beyond the address width").isFalse();
    assertThat(apic0.setBase(base & ~0x800 | 0x400, 40)).isFalse();
    assertThat(apic0.setBase(base | 0x400, 40)).isTrue();
    assertThat(apic0.setBase(base, 40)).as("back to xAPIC").isFalse();
    assertThat(apic0.setBase(base & ~0x800, 40)).isTrue();
    assertThat(apic0.setBase(base | 0x400, 40)).as("from disabled straight to x2APIC").isFalse();
    assertThat(apic0.setBase(base, 40)).isTrue();
  }

  @Test
  void x2apicRegisters() {
    apic1.setBase(apic1.base() | 0x400, 40);
    apic0.setBase(apic0.base() | 0x400, 40);
    assertThat(apic1.readMsr(0x802)).isEqualTo(1);
    assertThat(apic1.readMsr(0x80d)).as("cluster 0, member 1").isEqualTo(2);
    assertThat(apic1.isReadable(0x80b)).isFalse();
    assertThat(apic1.isReadable(0x831)).isFalse();
    assertThat(apic1.writeMsr(0x80b, 1)).isFalse();
    assertThat(apic1.writeMsr(0x808, 0x100)).isFalse();
    assertThat(apic1.writeMsr(0x802, 0)).isFalse();
    assertThat(apic0.writeMsr(0x830, 1L << 32 | 0x45)).isTrue();
    assertThat(pins1.interrupt).isTrue();
    assertThat(apic1.acknowledge()).isEqualTo(0x45);
    assertThat(apic1.writeMsr(0x80b, 0)).isTrue();
    assertThat(apic1.writeMsr(0x83f, 0x60)).isTrue();
    assertThat(apic1.acknowledge()).as("self IPI").isEqualTo(0x60);
    assertThat(apic1.read(ID, 4)).as("no MMIO in this mode").isEqualTo(0xffff_ffffL);
    assertThat(apic0.writeMsr(0x830, 2L << 32 | 0x0847)).as("logical").isTrue();
    assertThat(pins1.interrupt).as("below what is in service").isFalse();
    assertThat(apic1.readMsr(0x822) & 1 << 7).isNotZero();
  }

  @Test
  void disabledApicLeavesThePinsToTheProcessor() {
    apic0.setBase(apic0.base() & ~0x800, 40);
    assertThat(apic0.read(ID, 4)).isEqualTo(0xffff_ffffL);
    apic0.lint0().set(true);
    assertThat(pins0.interrupt).isTrue();
    assertThat(apic0.acknowledge()).isEqualTo(0x77);
    apic0.lint1().set(true);
    assertThat(pins0.events).containsExactly("NMI");
  }

  @Test
  void snapshot() {
    apic0.write(LVT_TIMER, 4, 0x2_0030);
    apic0.write(INITIAL_COUNT, 4, 1000);
    sendSelf(apic0, 0x90);
    clock.advance(300);
    Pins pins = new Pins();
    LocalApic other = new LocalApic(0, true, clock, bus, pins, () -> 0);
    other.restore(apic0.state());
    assertThat(pins.interrupt).isTrue();
    assertThat(other.read(CURRENT_COUNT, 4)).isEqualTo(700);
    assertThat(other.acknowledge()).isEqualTo(0x90);
    other.write(EOI, 4, 0);
    clock.advance(700);
    assertThat(other.acknowledge()).isEqualTo(0x30);
  }

  @Test
  void aCountThatHasRunOutDoesNotStartAgain() {
    apic0.write(LVT_TIMER, 4, 0x41);
    apic0.write(INITIAL_COUNT, 4, 100);
    clock.skip(150);
    apic0.write(LVT_TIMER, 4, 1 << 17 | 0x42);
    assertThat(apic0.read(CURRENT_COUNT, 4)).isZero();
    assertThat(apic0.acknowledge()).as("the old entry's").isEqualTo(0x41);
  }

  @Test
  void aDeadlineThatHasPassedFiresAtOnce() {
    clock.skip(100);
    apic0.write(LVT_TIMER, 4, 2 << 17 | 0x41);
    apic0.setTscDeadline(50);
    assertThat(pins0.interrupt).isTrue();
    assertThat(apic0.tscDeadline()).isZero();
  }

  /** SDM Vol. 3A, 11.5.4: the count begins anew when it reaches zero, not when that is noticed. */
  @Test
  void aLatePeriodicTimerKeepsItsPhase() {
    apic0.write(LVT_TIMER, 4, 1 << 17 | 0x41);
    apic0.write(INITIAL_COUNT, 4, 1000);
    clock.skip(3700);
    assertThat(apic0.read(CURRENT_COUNT, 4)).isEqualTo(300);
    clock.advance(0);
    assertThat(apic0.acknowledge()).isEqualTo(0x41);
    apic0.write(EOI, 4, 0);
    clock.advance(299);
    assertThat(pins0.interrupt).isFalse();
    assertThat(apic0.read(CURRENT_COUNT, 4)).isEqualTo(1);
    clock.advance(1);
    assertThat(apic0.acknowledge()).isEqualTo(0x41);
    apic0.write(EOI, 4, 0);
    clock.skip(1001);
    clock.advance(0);
    assertThat(apic0.acknowledge()).as("a nanosecond late").isEqualTo(0x41);
    apic0.write(EOI, 4, 0);
    clock.advance(998);
    assertThat(pins0.interrupt).isFalse();
    clock.advance(1);
    assertThat(pins0.interrupt).isTrue();
  }
}
