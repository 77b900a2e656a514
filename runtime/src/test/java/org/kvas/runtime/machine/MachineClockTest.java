package org.kvas.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kvas.devices.VirtualClock.Timer;

class MachineClockTest {
  private long instructions;
  private final InstructionClock clock = new InstructionClock(0, () -> instructions, 10);
  private final List<String> log = new ArrayList<>();

  private Timer timer(String name) {
    return clock.timer(() -> log.add(name + "@" + clock.now()));
  }

  @Test
  void timeIsInstructions() {
    instructions = 123;
    assertThat(clock.now()).isEqualTo(1230);
    clock.skipTo(5000);
    instructions++;
    assertThat(clock.now()).isEqualTo(5010);
    clock.skipTo(10);
    assertThat(clock.now()).as("never back").isEqualTo(5010);
  }

  @Test
  void timersRunInOrderWhenDue() {
    timer("late").set(300);
    timer("early").set(100);
    timer("same").set(100);
    clock.runDue();
    assertThat(log).isEmpty();
    instructions = 20;
    clock.runDue();
    assertThat(log).containsExactly("early@200", "same@200");
    assertThat(clock.nextDeadline()).isEqualTo(300);
  }

  @Test
  void settingAgainReplacesAndCancelForgets() {
    Timer moved = timer("moved");
    moved.set(100);
    moved.set(200);
    Timer cancelled = timer("cancelled");
    cancelled.set(50);
    cancelled.cancel();
    instructions = 15;
    clock.runDue();
    assertThat(log).isEmpty();
    instructions = 20;
    clock.runDue();
    assertThat(log).containsExactly("moved@200");
    assertThat(clock.nextDeadline()).isEqualTo(MachineClock.NEVER);
  }

  @Test
  void aTimerInThePastNeverFiresInsideSet() {
    timer("past").set(-5);
    assertThat(log).isEmpty();
    clock.runDue();
    assertThat(log).containsExactly("past@0");
  }

  @Test
  void aTimerThatIsAlwaysDueDoesNotHoldTheMachine() {
    Timer[] self = new Timer[1];
    self[0] = clock.timer(() -> self[0].set(0));
    self[0].set(0);
    clock.runDue();
    assertThat(clock.nextDeadline()).isZero();
  }

  @Test
  void earlierDeadlinesAreAnnounced() {
    clock.onEarlierDeadline(() -> log.add("earlier"));
    Timer timer = timer("t");
    timer.set(100);
    timer.set(200);
    timer.set(150);
    timer("u").set(400);
    assertThat(log).containsExactly("earlier", "earlier");
  }
}
