package org.kvas.devices.chipset;

import org.kvas.devices.DeviceState;

/**
 * PS/2 keyboard: the host's commands, and scan codes sets 1 and 2. Set 3 and typematic repeat are
 * not modelled (the console that injects keys repeats them). IBM PS/2 Hardware Interface Technical
 * Reference, "Keyboard".
 */
public final class Ps2Keyboard extends Ps2Device {
  private static final int NO_PARAMETER = 0;
  private static final int SET_LEDS = 0xed;
  private static final int SELECT_SET = 0xf0;
  private static final int SET_RATE = 0xf3;

  private boolean scanning = true;
  private int set = 2;
  private int leds;
  private int awaiting = NO_PARAMETER;

  /**
   * A key goes down or up.
   *
   * @param code the key's make code in scan code set 1, 01h to 7fh; extended keys have e0h in bits
   *     15:8
   * @return false if the keyboard's buffer is full and the key is lost
   */
  public boolean key(int code, boolean down) {
    if (!scanning) {
      return true;
    }
    boolean extended = code >> 8 == 0xe0;
    int make = code & 0x7f;
    if (set == 1) {
      int value = make | (down ? 0 : 0x80);
      return extended ? send(0xe0, value) : send(value);
    }
    int value = ScanCodes.toSet2(make);
    if (down) {
      return extended ? send(0xe0, value) : send(value);
    }
    return extended ? send(0xe0, 0xf0, value) : send(0xf0, value);
  }

  /** Bit 0 scroll lock, 1 num lock, 2 caps lock. */
  public int leds() {
    return leds;
  }

  @Override
  void command(int value) {
    int command = awaiting;
    awaiting = NO_PARAMETER;
    if (command != NO_PARAMETER && value < 0x80) {
      parameter(command, value);
      return;
    }
    switch (value) {
      case SET_LEDS, SELECT_SET, SET_RATE -> {
        awaiting = value;
        send(ACKNOWLEDGE);
      }
      case 0xee -> send(0xee);
      case 0xf2 -> send(ACKNOWLEDGE, 0xab, 0x83);
      case 0xf4 -> {
        clear();
        scanning = true;
        send(ACKNOWLEDGE);
      }
      case 0xf5, 0xf6 -> {
        clear();
        reset();
        scanning = value == 0xf6;
        send(ACKNOWLEDGE);
      }
      case 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd -> send(ACKNOWLEDGE);
      case 0xfe -> send(lastSent());
      case 0xff -> {
        clear();
        reset();
        send(ACKNOWLEDGE, SELF_TEST_PASSED);
      }
      default -> send(RESEND);
    }
  }

  private void parameter(int command, int value) {
    switch (command) {
      case SET_LEDS -> leds = value & 7;
      case SELECT_SET -> {
        if (value == 0) {
          send(ACKNOWLEDGE, set);
          return;
        }
        if (value > 2) {
          send(RESEND);
          return;
        }
        set = value;
      }
      default -> {}
    }
    send(ACKNOWLEDGE);
  }

  private void reset() {
    scanning = true;
    set = 2;
    leds = 0;
  }

  public State state() {
    return new State(queueState(), scanning, set, leds, awaiting);
  }

  public void restore(State state) {
    restoreQueue(state.queue);
    scanning = state.scanning;
    set = state.set;
    leds = state.leds;
    awaiting = state.awaiting;
  }

  public record State(Queue queue, boolean scanning, int set, int leds, int awaiting)
      implements DeviceState {}
}
