package org.kvas.devices.chipset;

import org.kvas.devices.BytePortDevice;
import org.kvas.devices.DeviceState;
import org.kvas.devices.Frequency;
import org.kvas.devices.IrqLine;
import org.kvas.devices.VirtualClock;

/**
 * 8254 interval timer at 1.193182 MHz: four registers at 40h. Intel 8254 data sheet (231164).
 *
 * <p>Counts and outputs are computed from the clock when looked at; only counter 0 keeps a timer,
 * for the rising edges of its output. Edges that the machine was too late for are lost, not made
 * up. The low pulse that ends each period of modes 2, 4 and 5 has no length on the interrupt line.
 */
public final class Pit8254 implements BytePortDevice {
  public static final Frequency FREQUENCY = new Frequency(1_193_182);

  private final VirtualClock clock;
  private final IrqLine irq;
  private final VirtualClock.Timer timer;
  private final PitCounter[] counters = {
    new PitCounter(true), new PitCounter(true), new PitCounter(false)
  };

  /**
   * @param irq counter 0's output
   */
  public Pit8254(VirtualClock clock, IrqLine irq) {
    this.clock = clock;
    this.irq = irq;
    timer = clock.timer(this::expire);
    irq.set(
        true); // idle outputs are high from power-on, so that programming a counter makes no edge
  }

  private long ticks() {
    return FREQUENCY.ticks(clock.now());
  }

  @Override
  public int readByte(int offset) {
    int index = offset & 3;
    return index == 3 ? 0xff : counters[index].read(ticks());
  }

  @Override
  public void writeByte(int offset, int value) {
    long now = ticks();
    if ((offset & 3) != 3) {
      counters[offset & 3].write(value, now);
    } else if (value >> 6 == 3) {
      readBack(value, now);
    } else {
      counters[value >> 6].control(value, now);
    }
    if ((offset & 3) == 0 || (offset & 3) == 3 && value >> 6 == 0) {
      irq.set(counters[0].output(now));
      schedule(now);
    }
  }

  private void readBack(int value, long now) {
    for (int i = 0; i < 3; i++) {
      if ((value & 2 << i) != 0) {
        if ((value & 0x10) == 0) {
          counters[i].latchStatus(now);
        }
        if ((value & 0x20) == 0) {
          counters[i].latchCount(now);
        }
      }
    }
  }

  private void schedule(long now) {
    long edge = counters[0].nextRisingEdge(now);
    if (edge < 0) {
      timer.cancel();
    } else {
      timer.set(FREQUENCY.nanoseconds(edge));
    }
  }

  private void expire() {
    long now = ticks();
    irq.set(false);
    irq.set(true);
    schedule(now);
  }

  /** Counter 2's gate: bit 0 of port 61h. */
  void setGate2(boolean level) {
    counters[2].setGate(level, ticks());
  }

  boolean gate2() {
    return counters[2].gate();
  }

  /** Counter 2's output: bit 5 of port 61h, and the speaker. */
  boolean output2() {
    return counters[2].output(ticks());
  }

  public State state() {
    return new State(counters[0].state(), counters[1].state(), counters[2].state());
  }

  public void restore(State state) {
    counters[0].restore(state.counter0);
    counters[1].restore(state.counter1);
    counters[2].restore(state.counter2);
    schedule(ticks());
  }

  public record State(
      PitCounter.State counter0, PitCounter.State counter1, PitCounter.State counter2)
      implements DeviceState {}
}
