package org.kvas.devices.chipset;

import org.kvas.devices.DeviceState;

/**
 * One counter of an 8254, as a function of the tick it is looked at. All times are ticks of the
 * 8254's clock. Intel 8254 data sheet, "Mode Definitions".
 *
 * <p>A count written is loaded on the next tick. In modes 2 and 3 a count written while one runs
 * takes effect at the end of the period (in mode 3 too, where the chip does it at the half).
 */
public final class PitCounter {
  private static final long NEVER = Long.MIN_VALUE;

  private static final int LOW_BYTE = 1;
  private static final int HIGH_BYTE = 2;
  private static final int BOTH_BYTES = 3;

  private int mode = 3;
  private int access = BOTH_BYTES;
  private boolean bcd;
  private boolean gate;

  /** The count in force, 1 to 65,536; 0 while none was written since the control word. */
  private int count;

  /**
   * The tick it was loaded, or {@link #NEVER}: modes 1 and 5 before their trigger. While the gate
   * holds the counter, see {@link #heldElapsed}.
   */
  private long start = NEVER;

  /** A count that waits for the end of the period or the next trigger, or 0. */
  private int nextCount;

  /** Ticks since {@link #start} when the gate stopped the counter; -1 while it runs. */
  private long heldElapsed = -1;

  private int writtenLow;
  private boolean highByteNext;
  private boolean readHighNext;
  private int latchedCount;
  private int latchedBytes;
  private int latchedStatus = -1;

  PitCounter(boolean gate) {
    this.gate = gate;
  }

  boolean gate() {
    return gate;
  }

  void control(int value, long now) {
    int bytes = value >> 4 & 3;
    if (bytes == 0) {
      latchCount(now);
      return;
    }
    access = bytes;
    mode = value >> 1 & 7;
    if (mode > 5) {
      mode -= 4; // 6 and 7 are 2 and 3
    }
    bcd = (value & 1) != 0;
    count = 0;
    nextCount = 0;
    start = NEVER;
    heldElapsed = -1;
    highByteNext = false;
    readHighNext = false;
    latchedBytes = 0;
    latchedStatus = -1;
  }

  void write(int value, long now) {
    switch (access) {
      case LOW_BYTE -> load(value, now);
      case HIGH_BYTE -> load(value << 8, now);
      default -> {
        if (highByteNext) {
          highByteNext = false;
          load(writtenLow | value << 8, now);
        } else {
          writtenLow = value;
          highByteNext = true;
          if (mode == 0) {
            start = NEVER; // the first byte stops mode 0 and drives its output low
          }
        }
      }
    }
  }

  private void load(int raw, long now) {
    int value = bcd ? fromBcd(raw) : raw;
    if (value == 0) {
      value = bcd ? 10_000 : 65_536;
    }
    settle(now);
    boolean periodic = mode == 2 || mode == 3;
    if (mode == 1 || mode == 5) {
      nextCount = value;
      if (count == 0) {
        count = value;
      }
    } else if (periodic && start != NEVER && heldElapsed < 0) {
      nextCount = value;
    } else {
      count = value;
      nextCount = 0;
      start = now + 1;
      heldElapsed = gate ? -1 : 0;
    }
  }

  void setGate(boolean level, long now) {
    if (level == gate) {
      return;
    }
    settle(now);
    gate = level;
    if (count == 0) {
      return;
    }
    switch (mode) {
      case 0, 4 -> holdOrResume(level, now);
      case 2, 3 -> {
        if (level) {
          restart(now);
        } else if (start != NEVER) {
          heldElapsed = Math.max(0, now - start);
        }
      }
      default -> {
        if (level) {
          restart(now);
        }
      }
    }
  }

  private void holdOrResume(boolean level, long now) {
    if (start == NEVER) {
      return;
    }
    if (level) {
      start = now - heldElapsed;
      heldElapsed = -1;
    } else {
      heldElapsed = Math.max(0, now - start);
    }
  }

  private void restart(long now) {
    if (nextCount != 0) {
      count = nextCount;
      nextCount = 0;
    }
    start = now + 1;
    heldElapsed = -1;
  }

  /** Puts a waiting count in force if the period it waits for has ended. */
  private void settle(long now) {
    if (nextCount != 0
        && start != NEVER
        && heldElapsed < 0
        && (mode == 2 || mode == 3)
        && now - start >= count) {
      start += count; // the period in which it was written; later ones already have the new length
      count = nextCount;
      nextCount = 0;
    }
  }

  /** Ticks the counter has counted since its load; -1 if it never was loaded. */
  private long elapsed(long now) {
    if (start == NEVER || count == 0) {
      return -1;
    }
    return heldElapsed >= 0 ? heldElapsed : Math.max(0, now - start);
  }

  boolean output(long now) {
    settle(now);
    long elapsed = elapsed(now);
    return switch (mode) {
      case 0 -> elapsed >= count && count != 0;
      case 1 -> elapsed < 0 || elapsed >= count;
      case 2 -> elapsed < 0 || heldElapsed >= 0 || elapsed % count != count - 1;
      case 3 -> elapsed < 0 || heldElapsed >= 0 || elapsed % count < (count + 1) / 2;
      default -> elapsed != count;
    };
  }

  /** The counting element's value. */
  private int value(long now) {
    settle(now);
    long elapsed = elapsed(now);
    if (elapsed < 0) {
      return encode(count);
    }
    return switch (mode) {
      case 2 -> encode((int) (count - elapsed % count));
      case 3 -> {
        int phase = (int) (elapsed % count);
        int half = (count + 1) / 2;
        yield encode((count & ~1) - 2 * (phase < half ? phase : phase - half));
      }
      default -> encode((int) Math.floorMod(count - elapsed, bcd ? 10_000L : 65_536L));
    };
  }

  /** The first tick after {@code now} at which the output rises, or -1. */
  long nextRisingEdge(long now) {
    settle(now);
    if (start == NEVER || count == 0 || heldElapsed >= 0) {
      return -1;
    }
    long elapsed = Math.max(0, now - start);
    return switch (mode) {
      case 0, 1 -> elapsed < count ? start + count : -1;
      case 2, 3 -> start + (elapsed / count + 1) * count;
      default -> elapsed <= count ? start + count + 1 : -1;
    };
  }

  void latchCount(long now) {
    if (latchedBytes == 0) {
      latchedCount = value(now);
      latchedBytes = access;
    }
  }

  void latchStatus(long now) {
    if (latchedStatus < 0) {
      boolean nullCount = count == 0 || nextCount != 0 || start != NEVER && now < start;
      latchedStatus =
          (output(now) ? 0x80 : 0)
              | (nullCount ? 0x40 : 0)
              | access << 4
              | mode << 1
              | (bcd ? 1 : 0);
    }
  }

  int read(long now) {
    if (latchedStatus >= 0) {
      int status = latchedStatus;
      latchedStatus = -1;
      return status;
    }
    if (latchedBytes != 0) {
      if ((latchedBytes & LOW_BYTE) != 0) {
        latchedBytes &= ~LOW_BYTE;
        return latchedCount & 0xff;
      }
      latchedBytes = 0;
      return latchedCount >> 8 & 0xff;
    }
    int value = value(now);
    if (access == BOTH_BYTES) {
      readHighNext = !readHighNext;
      return readHighNext ? value & 0xff : value >> 8 & 0xff;
    }
    return access == LOW_BYTE ? value & 0xff : value >> 8 & 0xff;
  }

  private int encode(int value) {
    if (!bcd) {
      return value & 0xffff;
    }
    return value % 10 | value / 10 % 10 << 4 | value / 100 % 10 << 8 | value / 1000 % 10 << 12;
  }

  private static int fromBcd(int raw) {
    return (raw & 15) + (raw >> 4 & 15) * 10 + (raw >> 8 & 15) * 100 + (raw >> 12 & 15) * 1000;
  }

  State state() {
    return new State(
        mode,
        access,
        bcd,
        gate,
        count,
        start,
        nextCount,
        heldElapsed,
        writtenLow,
        highByteNext,
        readHighNext,
        latchedCount,
        latchedBytes,
        latchedStatus);
  }

  void restore(State state) {
    mode = state.mode;
    access = state.access;
    bcd = state.bcd;
    gate = state.gate;
    count = state.count;
    start = state.start;
    nextCount = state.nextCount;
    heldElapsed = state.heldElapsed;
    writtenLow = state.writtenLow;
    highByteNext = state.highByteNext;
    readHighNext = state.readHighNext;
    latchedCount = state.latchedCount;
    latchedBytes = state.latchedBytes;
    latchedStatus = state.latchedStatus;
  }

  public record State(
      int mode,
      int access,
      boolean bcd,
      boolean gate,
      int count,
      long start,
      int nextCount,
      long heldElapsed,
      int writtenLow,
      boolean highByteNext,
      boolean readHighNext,
      int latchedCount,
      int latchedBytes,
      int latchedStatus)
      implements DeviceState {}
}
