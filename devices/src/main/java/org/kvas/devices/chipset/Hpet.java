package org.kvas.devices.chipset;

import java.util.function.IntFunction;
import org.kvas.devices.DeviceState;
import org.kvas.devices.IrqLine;
import org.kvas.devices.MmioDevice;
import org.kvas.devices.VirtualClock;

/**
 * High precision event timer: a 64-bit counter at 100 MHz and three comparators, 1 KiB at
 * fed00000h. IA-PC HPET 1.0a.
 *
 * <p>With legacy replacement the first two comparators take the place of the 8254 and the real-time
 * clock on IRQ 0 and 8, whose lines therefore pass through here. A comparator written behind the
 * counter matches at once. Message (FSB) delivery is not modelled, nor a second interrupt where a
 * 32-bit one-shot wraps.
 */
public final class Hpet implements MmioDevice {
  public static final long DEFAULT_BASE = 0xfed0_0000L;
  public static final int LENGTH = 0x400;

  private static final int TIMERS = 3;

  /** Nanoseconds a tick. */
  private static final long TICK = 10;

  /**
   * Period in femtoseconds, vendor 8086h, legacy replacement, 64 bits, three timers, revision 1.
   */
  private static final long CAPABILITIES =
      TICK * 1_000_000 << 32 | 0x8086_0000L | 1 << 15 | 1 << 13 | TIMERS - 1 << 8 | 1;

  private static final int ENABLE = 1;
  private static final int LEGACY_REPLACEMENT = 2;

  private final VirtualClock clock;
  private final IrqLine[] inputs = new IrqLine[32];
  private final Gate irq0;
  private final Gate irq8;
  private final HpetTimer[] timers = new HpetTimer[TIMERS];

  private int configuration;

  /** The counter while it stands; while it runs, what it is ahead of the clock's ticks. */
  private long base;

  /**
   * @param routes the I/O APIC inputs comparators can use, one bit each
   * @param input an I/O APIC input
   * @param irq0 where the 8254's interrupt goes
   * @param irq8 where the real-time clock's interrupt goes
   */
  public Hpet(
      VirtualClock clock, int routes, IntFunction<IrqLine> input, IrqLine irq0, IrqLine irq8) {
    this.clock = clock;
    for (int i = 0; i < 32; i++) {
      inputs[i] = (routes & 1 << i) != 0 ? input.apply(i) : IrqLine.NOT_CONNECTED;
    }
    this.irq0 = new Gate(irq0);
    this.irq8 = new Gate(irq8);
    for (int i = 0; i < TIMERS; i++) {
      timers[i] = new HpetTimer(this, i, routes, clock);
    }
  }

  /** What the 8254 drives in place of IRQ 0. */
  public IrqLine pitLine() {
    return irq0;
  }

  /** What the real-time clock drives in place of IRQ 8. */
  public IrqLine clockLine() {
    return irq8;
  }

  /** Passes a legacy device's line on unless legacy replacement is on. */
  private final class Gate implements IrqLine {
    private final IrqLine output;
    private boolean level;

    private Gate(IrqLine output) {
      this.output = output;
    }

    @Override
    public void set(boolean newLevel) {
      level = newLevel;
      if ((configuration & LEGACY_REPLACEMENT) == 0) {
        output.set(newLevel);
      }
    }

    private void update() {
      output.set(level && (configuration & LEGACY_REPLACEMENT) == 0);
    }
  }

  // ---- For the comparators

  boolean isRunning() {
    return (configuration & ENABLE) != 0;
  }

  long counter() {
    return isRunning() ? clock.now() / TICK + base : base;
  }

  /** When the running counter will have counted {@code ticks} more. */
  long timeIn(long ticks) {
    long now = clock.now() / TICK;
    return ticks > (Long.MAX_VALUE / TICK - now) ? Long.MAX_VALUE : (now + ticks) * TICK;
  }

  IrqLine line(int timer, int route) {
    if ((configuration & LEGACY_REPLACEMENT) != 0 && timer < 2) {
      return timer == 0 ? irq0.output : irq8.output;
    }
    return inputs[route];
  }

  // ---- Registers

  @Override
  public long read(long offset, int size) {
    long value = register((int) offset & 0x3f8);
    return value >>> 8 * ((int) offset & 7) & -1L >>> 64 - 8 * size;
  }

  private long register(int offset) {
    if (offset >= 0x100) {
      int index = offset - 0x100 >> 5;
      if (index >= TIMERS) {
        return 0;
      }
      return switch (offset & 0x18) {
        case 0x00 -> timers[index].configuration();
        case 0x08 -> timers[index].comparator();
        default -> 0;
      };
    }
    return switch (offset) {
      case 0x00 -> CAPABILITIES;
      case 0x10 -> configuration;
      case 0x20 -> status();
      case 0xf0 -> counter();
      default -> 0;
    };
  }

  private int status() {
    int status = 0;
    for (int i = 0; i < TIMERS; i++) {
      status |= timers[i].isActive() ? 1 << i : 0;
    }
    return status;
  }

  @Override
  public void write(long offset, int size, long value) {
    int register = (int) offset & 0x3f8;
    int shift = 8 * ((int) offset & 7);
    long mask = -1L >>> 64 - 8 * size << shift;
    long bits = value << shift & mask;
    if (register >= 0x100) {
      int index = register - 0x100 >> 5;
      if (index < TIMERS) {
        writeTimer(timers[index], register & 0x18, bits, mask);
      }
      return;
    }
    switch (register) {
      case 0x10 -> writeConfiguration((int) (configuration & ~mask | bits));
      case 0x20 -> {
        for (int i = 0; i < TIMERS; i++) {
          if ((bits & 1L << i) != 0) {
            timers[i].acknowledge();
          }
        }
      }
      case 0xf0 -> writeCounter(counter() & ~mask | bits);
      default -> {}
    }
  }

  private static void writeTimer(HpetTimer timer, int register, long bits, long mask) {
    if (register == 0x00 && (mask & 0xffff_ffffL) != 0) {
      timer.writeConfiguration((int) (timer.configuration() & ~mask | bits));
    } else if (register == 0x08) {
      timer.writeComparator(timer.comparator() & ~mask | bits);
    }
  }

  private void writeConfiguration(int value) {
    long counter = counter();
    boolean legacyChanges = ((configuration ^ value) & LEGACY_REPLACEMENT) != 0;
    if (legacyChanges) {
      for (HpetTimer timer : timers) {
        timer.acknowledge();
      }
    }
    configuration = value & (ENABLE | LEGACY_REPLACEMENT);
    if (legacyChanges) {
      irq0.update();
      irq8.update();
    }
    writeCounter(counter);
  }

  private void writeCounter(long value) {
    base = isRunning() ? value - clock.now() / TICK : value;
    for (HpetTimer timer : timers) {
      timer.schedule();
    }
  }

  public void reset() {
    write(0x10, 8, 0);
    base = 0;
    for (HpetTimer timer : timers) {
      timer.restore(new HpetTimer.State(0, -1, 0, false));
    }
  }

  public State state() {
    return new State(
        configuration,
        base,
        irq0.level,
        irq8.level,
        timers[0].state(),
        timers[1].state(),
        timers[2].state());
  }

  public void restore(State state) {
    configuration = state.configuration;
    base = state.base;
    irq0.level = state.irq0;
    irq8.level = state.irq8;
    timers[0].restore(state.timer0);
    timers[1].restore(state.timer1);
    timers[2].restore(state.timer2);
  }

  public record State(
      int configuration,
      long base,
      boolean irq0,
      boolean irq8,
      HpetTimer.State timer0,
      HpetTimer.State timer1,
      HpetTimer.State timer2)
      implements DeviceState {}
}
