package org.kvas.devices.chipset;

import org.kvas.devices.BytePortDevice;
import org.kvas.devices.DeviceState;
import org.kvas.devices.Frequency;
import org.kvas.devices.IrqLine;
import org.kvas.devices.VirtualClock;

/**
 * MC146818 real-time clock and 128 bytes of CMOS RAM: index and data registers at 70h. Motorola
 * MC146818A data sheet.
 *
 * <p>The time is the virtual clock's plus an offset that setting it changes. Not modelled: daylight
 * saving, the square wave output, and NMI masking by the index's bit 7, which has nothing to mask
 * here.
 */
public final class CmosRtc implements BytePortDevice {
  private static final int REGISTER_A = 10;
  private static final int REGISTER_B = 11;
  private static final int REGISTER_C = 12;
  private static final int REGISTER_D = 13;
  private static final int CENTURY = 0x32;

  private static final int A_UPDATE_IN_PROGRESS = 0x80;
  private static final int B_SET = 0x80;
  private static final int C_IRQ = 0x80;
  private static final int PERIODIC = 0x40;
  private static final int ALARM = 0x20;
  private static final int UPDATE = 0x10;

  private static final long SECOND = 1_000_000_000L;

  /** The update takes 1,984 us, announced 244 us before: data sheet, table 6. */
  private static final long UPDATE_WINDOW = 2_228_000;

  private static final Frequency CRYSTAL = new Frequency(32_768);

  private final VirtualClock clock;
  private final IrqLine irq;
  private final VirtualClock.Timer timer;
  private final byte[] ram = new byte[128];

  private int index;

  /**
   * What the time of day is ahead of {@link VirtualClock#now()}, in nanoseconds since 1970 modulo
   * the second, and in whole seconds.
   */
  private long offsetSeconds;

  private long phase;

  private int flags;
  private long seenSecond;
  private long seenPeriod;

  public CmosRtc(VirtualClock clock, IrqLine irq) {
    this.clock = clock;
    this.irq = irq;
    timer = clock.timer(this::expire);
    offsetSeconds = clock.epochSecondsAtPowerOn();
    ram[REGISTER_A] = 0x26;
    ram[REGISTER_B] = 0x02;
    seenSecond = second();
  }

  /**
   * Sets a byte as firmware's set-up would have left it; the time and registers A to D are not
   * reached this way.
   */
  public void preset(int index, int value) {
    if (index > REGISTER_D && index != CENTURY) {
      ram[index] = (byte) value;
    }
  }

  @Override
  public int readByte(int offset) {
    if ((offset & 1) == 0) {
      return 0xff; // the index is write-only
    }
    return switch (index) {
      case 0, 2, 4, 6, 7, 8, 9, CENTURY -> readTime();
      case REGISTER_A -> ram[REGISTER_A] | (updateInProgress() ? A_UPDATE_IN_PROGRESS : 0);
      case REGISTER_C -> readFlags();
      case REGISTER_D -> 0x80;
      default -> ram[index] & 0xff;
    };
  }

  @Override
  public void writeByte(int offset, int value) {
    if ((offset & 1) == 0) {
      index = value & 0x7f;
      return;
    }
    switch (index) {
      case 0, 2, 4, 6, 7, 8, 9, CENTURY -> writeTime(value);
      case REGISTER_A -> writeRegisterA(value);
      case REGISTER_B -> writeRegisterB(value);
      case REGISTER_C, REGISTER_D -> {}
      default -> ram[index] = (byte) value;
    }
  }

  private boolean stopped() {
    return (ram[REGISTER_B] & B_SET) != 0 || dividerReset(ram[REGISTER_A]);
  }

  private static boolean dividerReset(int registerA) {
    return (registerA & 0x60) == 0x60;
  }

  /** Seconds since 1970 of the time of day. */
  private long second() {
    return Math.floorDiv(clock.now() + phase, SECOND) + offsetSeconds;
  }

  private boolean updateInProgress() {
    return !stopped() && Math.floorMod(clock.now() + phase, SECOND) >= SECOND - UPDATE_WINDOW;
  }

  private int readTime() {
    if (!stopped()) {
      RtcCalendar.store(second(), ram);
    }
    return ram[index] & 0xff;
  }

  private void writeTime(int value) {
    if (!stopped()) {
      RtcCalendar.store(second(), ram);
    }
    ram[index] = (byte) value;
    if (!stopped()) {
      setTime();
    }
  }

  private void setTime() {
    offsetSeconds = RtcCalendar.load(ram) - Math.floorDiv(clock.now() + phase, SECOND);
    seenSecond = second();
    schedule();
  }

  private void writeRegisterA(int value) {
    collectFlags();
    boolean wasStopped = stopped();
    boolean wasReset = dividerReset(ram[REGISTER_A]);
    if (!wasStopped && dividerReset(value)) {
      RtcCalendar.store(second(), ram);
    }
    ram[REGISTER_A] = (byte) (value & 0x7f);
    if (wasReset && !dividerReset(value)) {
      phase =
          SECOND / 2
              - Math.floorMod(clock.now(), SECOND); // the first update comes half a second later
    }
    if (wasStopped && !stopped()) {
      setTime();
    }
    seenPeriod = period();
    schedule();
  }

  private void writeRegisterB(int value) {
    collectFlags();
    boolean wasStopped = stopped();
    if ((value & B_SET) != 0) {
      if (!wasStopped) {
        RtcCalendar.store(second(), ram);
      }
      value &= ~UPDATE; // setting SET clears UIE
    }
    ram[REGISTER_B] = (byte) value;
    if (wasStopped && !stopped()) {
      setTime();
    }
    updateInterrupt();
    schedule();
  }

  private int readFlags() {
    collectFlags();
    int value = flags | ((flags & ram[REGISTER_B]) != 0 ? C_IRQ : 0);
    flags = 0;
    updateInterrupt();
    schedule();
    return value;
  }

  /** Ticks of the 32,768 Hz crystal between periodic interrupts, or 0. Data sheet, table 5. */
  private int periodLength() {
    int rate = ram[REGISTER_A] & 0x0f;
    if (rate == 0) {
      return 0;
    }
    return 1 << (rate < 3 ? rate + 6 : rate - 1);
  }

  private long period() {
    int length = periodLength();
    return length == 0 ? 0 : CRYSTAL.ticks(clock.now()) / length;
  }

  /** Sets the flags for all that has happened since they were last looked at. */
  private void collectFlags() {
    long period = period();
    if (period != seenPeriod) {
      seenPeriod = period;
      flags |= PERIODIC;
    }
    if (stopped()) {
      return;
    }
    long second = second();
    if (second != seenSecond) {
      flags |= UPDATE;
      long first = Math.max(seenSecond + 1, second - 86_400);
      for (long s = first; s <= second && (flags & ALARM) == 0; s++) {
        if (RtcCalendar.matchesAlarm(s, ram)) {
          flags |= ALARM;
        }
      }
      seenSecond = second;
    }
  }

  private void updateInterrupt() {
    irq.set((flags & ram[REGISTER_B] & (PERIODIC | ALARM | UPDATE)) != 0);
  }

  private void schedule() {
    long deadline = Long.MAX_VALUE;
    if ((ram[REGISTER_B] & PERIODIC) != 0 && periodLength() != 0) {
      deadline = CRYSTAL.nanoseconds((period() + 1) * periodLength());
    }
    if ((ram[REGISTER_B] & (ALARM | UPDATE)) != 0 && !stopped()) {
      long now = clock.now();
      deadline = Math.min(deadline, now + SECOND - Math.floorMod(now + phase, SECOND));
    }
    if (deadline == Long.MAX_VALUE) {
      timer.cancel();
    } else {
      timer.set(deadline);
    }
  }

  private void expire() {
    collectFlags();
    updateInterrupt();
    schedule();
  }

  public State state() {
    return new State(ram.clone(), index, offsetSeconds, phase, flags, seenSecond, seenPeriod);
  }

  public void restore(State state) {
    System.arraycopy(state.ram, 0, ram, 0, ram.length);
    index = state.index;
    offsetSeconds = state.offsetSeconds;
    phase = state.phase;
    flags = state.flags;
    seenSecond = state.seenSecond;
    seenPeriod = state.seenPeriod;
    updateInterrupt();
    schedule();
  }

  public record State(
      byte[] ram,
      int index,
      long offsetSeconds,
      long phase,
      int flags,
      long seenSecond,
      long seenPeriod)
      implements DeviceState {}
}
