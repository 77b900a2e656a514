package org.kvas.devices.chipset;

import org.kvas.devices.BytePortDevice;
import org.kvas.devices.DeviceState;
import org.kvas.devices.IrqLine;

/**
 * One 8259A programmable interrupt controller: two registers. Intel 8259A data sheet (231468).
 *
 * <p>An edge stays latched even if its line falls before the acknowledge cycle. The 8080 mode
 * (ICW1/ICW4) and buffered mode are not modelled; ICW1.LTIM is ignored as PIIX ignores it,
 * triggering comes from ELCR.
 */
public final class Pic8259 implements BytePortDevice {
  private static final int CASCADE_INPUT = 2;

  private enum Initialization {
    DONE,
    ICW2,
    ICW3,
    ICW4
  }

  private final IrqLine output;

  /** Inputs that are levels by their wiring: the cascade. */
  private final int wiredLevels;

  private final int elcrWritable;

  private int lines;
  private int requests;
  private int inService;
  private int mask = 0xff;
  private int levels;
  private int lowestPriority = 7;
  private int vectorBase;
  private boolean readInService;
  private boolean poll;
  private boolean specialMask;
  private boolean automaticEoi;
  private boolean rotateOnAutomaticEoi;
  private boolean specialFullyNested;
  private boolean expectIcw4;
  private boolean single;
  private Initialization initialization = Initialization.DONE;

  Pic8259(IrqLine output, boolean master) {
    this.output = output;
    wiredLevels = master ? 1 << CASCADE_INPUT : 0;
    elcrWritable = master ? 0xf8 : 0xde; // IRQ 0, 1, 2, 8 and 13 are always edges
  }

  void setLine(int input, boolean level) {
    int bit = 1 << input;
    if (level) {
      if (isLevel(bit) || (lines & bit) == 0) {
        requests |= bit;
      }
      lines |= bit;
    } else {
      lines &= ~bit;
      if (isLevel(bit)) {
        requests &= ~bit;
      }
    }
    update();
  }

  private boolean isLevel(int bit) {
    return ((levels | wiredLevels) & bit) != 0;
  }

  /** The input to be served next, or -1. */
  int highest() {
    int waiting = requests & ~mask;
    if (waiting == 0) {
      return -1;
    }
    int blocking = specialMask ? inService & ~mask : inService;
    if (specialFullyNested) {
      blocking &= ~wiredLevels;
    }
    for (int i = 1; i <= 8; i++) {
      int input = lowestPriority + i & 7;
      int bit = 1 << input;
      if ((waiting & bit) != 0
          && ((blocking & bit) == 0 || specialFullyNested && (bit & wiredLevels) != 0)) {
        return input;
      }
      if ((blocking & bit) != 0) {
        return -1;
      }
    }
    return -1;
  }

  /** The INTA cycle: the input now in service; 7 without a service bit if the request has gone. */
  int acknowledge() {
    int input = highest();
    if (input < 0) {
      update();
      return 7;
    }
    int bit = 1 << input;
    if (automaticEoi) {
      if (rotateOnAutomaticEoi) {
        lowestPriority = input;
      }
    } else {
      inService |= bit;
    }
    if (!isLevel(bit)) {
      requests &= ~bit;
    }
    update();
    return input;
  }

  int vector(int input) {
    return vectorBase + input;
  }

  @Override
  public int readByte(int offset) {
    if (poll) {
      poll = false;
      int input = highest();
      if (input < 0) {
        return 0;
      }
      acknowledge();
      return 0x80 | input;
    }
    if ((offset & 1) != 0) {
      return mask;
    }
    return readInService ? inService : requests;
  }

  @Override
  public void writeByte(int offset, int value) {
    if ((offset & 1) != 0) {
      writeData(value);
    } else if ((value & 0x10) != 0) {
      startInitialization(value);
    } else if ((value & 0x08) != 0) {
      writeOcw3(value);
    } else {
      writeOcw2(value);
    }
    update();
  }

  private void startInitialization(int icw1) {
    requests &= levels | wiredLevels; // the edge sense circuits are reset
    inService = 0;
    mask = 0;
    lowestPriority = 7;
    specialMask = false;
    readInService = false;
    poll = false;
    automaticEoi = false;
    rotateOnAutomaticEoi = false;
    specialFullyNested = false;
    expectIcw4 = (icw1 & 1) != 0;
    single = (icw1 & 2) != 0;
    initialization = Initialization.ICW2;
  }

  private void writeData(int value) {
    switch (initialization) {
      case DONE -> mask = value;
      case ICW2 -> {
        vectorBase = value & 0xf8;
        initialization = single ? afterIcw3() : Initialization.ICW3;
      }
      case ICW3 -> initialization = afterIcw3(); // the wiring is what it is
      case ICW4 -> {
        automaticEoi = (value & 2) != 0;
        specialFullyNested = (value & 0x10) != 0;
        initialization = Initialization.DONE;
      }
    }
  }

  private Initialization afterIcw3() {
    return expectIcw4 ? Initialization.ICW4 : Initialization.DONE;
  }

  private void writeOcw3(int value) {
    poll = (value & 4) != 0;
    if ((value & 2) != 0) {
      readInService = (value & 1) != 0;
    }
    if ((value & 0x40) != 0) {
      specialMask = (value & 0x20) != 0;
    }
  }

  private void writeOcw2(int value) {
    int level = value & 7;
    switch (value >> 5) {
      case 0 -> rotateOnAutomaticEoi = false;
      case 4 -> rotateOnAutomaticEoi = true;
      case 1 -> endHighest(false);
      case 5 -> endHighest(true);
      case 3 -> inService &= ~(1 << level);
      case 7 -> {
        inService &= ~(1 << level);
        lowestPriority = level;
      }
      case 6 -> lowestPriority = level;
      default -> {} // 2: no operation
    }
  }

  private void endHighest(boolean rotate) {
    int candidates = specialMask ? inService & ~mask : inService;
    for (int i = 1; i <= 8; i++) {
      int input = lowestPriority + i & 7;
      if ((candidates & 1 << input) != 0) {
        inService &= ~(1 << input);
        if (rotate) {
          lowestPriority = input;
        }
        return;
      }
    }
  }

  int elcr() {
    return levels;
  }

  void setElcr(int value) {
    levels = value & elcrWritable;
    requests = requests & ~levels | lines & levels;
    update();
  }

  private void update() {
    output.set(highest() >= 0);
  }

  State state() {
    int flags =
        (readInService ? 1 : 0)
            | (poll ? 2 : 0)
            | (specialMask ? 4 : 0)
            | (automaticEoi ? 8 : 0)
            | (rotateOnAutomaticEoi ? 16 : 0)
            | (specialFullyNested ? 32 : 0)
            | (expectIcw4 ? 64 : 0)
            | (single ? 128 : 0);
    return new State(
        lines,
        requests,
        inService,
        mask,
        levels,
        lowestPriority,
        vectorBase,
        flags,
        initialization.ordinal());
  }

  void restore(State state) {
    lines = state.lines;
    requests = state.requests;
    inService = state.inService;
    mask = state.mask;
    levels = state.levels;
    lowestPriority = state.lowestPriority;
    vectorBase = state.vectorBase;
    readInService = (state.flags & 1) != 0;
    poll = (state.flags & 2) != 0;
    specialMask = (state.flags & 4) != 0;
    automaticEoi = (state.flags & 8) != 0;
    rotateOnAutomaticEoi = (state.flags & 16) != 0;
    specialFullyNested = (state.flags & 32) != 0;
    expectIcw4 = (state.flags & 64) != 0;
    single = (state.flags & 128) != 0;
    initialization = Initialization.values()[state.initialization];
    update();
  }

  /**
   * @param flags in the order of the fields that are booleans, from bit 0
   */
  public record State(
      int lines,
      int requests,
      int inService,
      int mask,
      int levels,
      int lowestPriority,
      int vectorBase,
      int flags,
      int initialization)
      implements DeviceState {}
}
