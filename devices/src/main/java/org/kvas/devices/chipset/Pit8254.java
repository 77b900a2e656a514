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
 * for the rising edges of its output. Edges keep their phase however late the machine is; those of
 * the last second that it was too late for are made up at no more than twice the rate, for guests
 * that count them, and older ones are lost. The low pulse that ends each period of modes 2, 4 and 5
 * has no length on the interrupt line.
 */
public final class Pit8254 implements BytePortDevice {
  public static final Frequency FREQUENCY = new Frequency(1_193_182);

  private static final int LATCH_MASK = 0x30;
  private static final long NONE = -1;

  /** Ticks after which an edge is not made up. */
  private static final long MOST_BEHIND = FREQUENCY.hertz();

  private final VirtualClock clock;
  private final IrqLine irq;
  private final VirtualClock.Timer timer;
  private final PitCounter[] counters = {
    new PitCounter(true), new PitCounter(true), new PitCounter(false)
  };

  /** The tick of the edge that the timer is set for, or {@link #NONE}. */
  private long due = NONE;

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
    int index = (offset & 3) == 3 ? value >> 6 : offset & 3;
    boolean programs = (offset & 3) != 3 || (value & LATCH_MASK) != 0;
    if (index == 0 && programs) {
      programFirst(offset & 3, value, now);
    } else if ((offset & 3) != 3) {
      counters[index].write(value, now);
    } else if (index == 3) {
      readBack(value, now);
    } else {
      counters[index].control(value, now);
    }
  }

  private void programFirst(int offset, int value, long now) {
    if (due != NONE && due <= now) {
      pulse(); // the clock has not come to it yet
    }
    if (offset == 0) {
      counters[0].write(value, now);
    } else {
      counters[0].control(value, now);
    }
    irq.set(counters[0].output(now));
    setTimer(counters[0].nextRisingEdge(now), now);
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

  /**
   * @param edge a tick, or -1 for none
   * @param earliest the first tick to fire at
   */
  private void setTimer(long edge, long earliest) {
    due = edge;
    if (edge < 0) {
      timer.cancel();
    } else {
      timer.set(FREQUENCY.nanoseconds(Math.max(edge, earliest)));
    }
  }

  private void expire() {
    pulse();
    long now = ticks();
    long from = Math.max(due, now - MOST_BEHIND);
    long edge = counters[0].nextRisingEdge(from);
    setTimer(edge, now + (edge - from + 1) / 2);
  }

  private void pulse() {
    irq.set(false);
    irq.set(true);
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
    return new State(counters[0].state(), counters[1].state(), counters[2].state(), due);
  }

  public void restore(State state) {
    counters[0].restore(state.counter0);
    counters[1].restore(state.counter1);
    counters[2].restore(state.counter2);
    setTimer(state.due, 0);
  }

  /**
   * @param due the tick of the first edge that the guest has not seen, or -1
   */
  public record State(
      PitCounter.State counter0, PitCounter.State counter1, PitCounter.State counter2, long due)
      implements DeviceState {}
}
