package org.kvas.devices.chipset;

import org.kvas.devices.BytePortDevice;
import org.kvas.devices.DeviceState;
import org.kvas.devices.IrqLine;
import org.kvas.devices.PortDevice;

/**
 * 8042 keyboard controller with a keyboard and a mouse: data port 60h, status and command port 64h.
 * IBM PS/2 Hardware Interface Technical Reference, "Keyboard and Auxiliary Device Controller".
 *
 * <p>Serial transmission takes no time, and the input buffer is always empty. The password commands
 * and the input port's configuration bits are not modelled.
 */
public final class I8042 {
  private static final int STATUS_OUTPUT_FULL = 0x01;
  private static final int STATUS_SYSTEM = 0x04;
  private static final int STATUS_COMMAND = 0x08;
  private static final int STATUS_UNLOCKED = 0x10;
  private static final int STATUS_FROM_MOUSE = 0x20;

  private static final int MODE_KEYBOARD_INTERRUPT = 0x01;
  private static final int MODE_MOUSE_INTERRUPT = 0x02;
  private static final int MODE_SYSTEM = 0x04;
  private static final int MODE_KEYBOARD_OFF = 0x10;
  private static final int MODE_MOUSE_OFF = 0x20;
  private static final int MODE_TRANSLATE = 0x40;

  private static final int WRITE_MODE = 0x60;
  private static final int WRITE_OUTPUT_PORT = 0xd1;
  private static final int WRITE_KEYBOARD_BUFFER = 0xd2;
  private static final int WRITE_MOUSE_BUFFER = 0xd3;
  private static final int WRITE_TO_MOUSE = 0xd4;
  private static final int NO_COMMAND = 0;

  private static final int OUTPUT_PORT_NOT_RESET = 0x01;
  private static final int OUTPUT_PORT_A20 = 0x02;

  private final IrqLine keyboardIrq;
  private final IrqLine mouseIrq;
  private final A20Gate a20;
  private final Runnable reset;
  private final Ps2Keyboard keyboard = new Ps2Keyboard();
  private final Ps2Mouse mouse = new Ps2Mouse();

  /** The controller's 32 bytes; the first is its mode. */
  private final byte[] ram = new byte[32];

  private int awaiting = NO_COMMAND;
  private boolean lastWasCommand;
  private boolean outputFull;
  private boolean outputFromMouse;
  private int output;

  /** The high half of a set 2 break code on its way through the translation. */
  private boolean breakPrefix;

  /**
   * @param reset pulses the processors' reset
   */
  public I8042(IrqLine keyboardIrq, IrqLine mouseIrq, A20Gate a20, Runnable reset) {
    this.keyboardIrq = keyboardIrq;
    this.mouseIrq = mouseIrq;
    this.a20 = a20;
    this.reset = reset;
    ram[0] = MODE_KEYBOARD_INTERRUPT | MODE_MOUSE_INTERRUPT | MODE_SYSTEM | MODE_TRANSLATE;
    keyboard.whenReady(this::refill);
    mouse.whenReady(this::refill);
  }

  public Ps2Keyboard keyboard() {
    return keyboard;
  }

  public Ps2Mouse mouse() {
    return mouse;
  }

  /** Port 60h. */
  public PortDevice dataPort() {
    return new BytePortDevice() {
      @Override
      public int readByte(int offset) {
        return readData();
      }

      @Override
      public void writeByte(int offset, int value) {
        writeData(value);
      }
    };
  }

  /** Port 64h. */
  public PortDevice commandPort() {
    return new BytePortDevice() {
      @Override
      public int readByte(int offset) {
        return status();
      }

      @Override
      public void writeByte(int offset, int value) {
        command(value);
      }
    };
  }

  private int status() {
    return STATUS_UNLOCKED
        | (outputFull ? STATUS_OUTPUT_FULL : 0)
        | (outputFull && outputFromMouse ? STATUS_FROM_MOUSE : 0)
        | ((ram[0] & MODE_SYSTEM) != 0 ? STATUS_SYSTEM : 0)
        | (lastWasCommand ? STATUS_COMMAND : 0);
  }

  private int readData() {
    int value = output; // an empty buffer repeats its last byte
    if (outputFull) {
      outputFull = false;
      updateInterrupts();
      refill();
    }
    return value;
  }

  private void writeData(int value) {
    lastWasCommand = false;
    int command = awaiting;
    awaiting = NO_COMMAND;
    switch (command) {
      case NO_COMMAND -> {
        ram[0] &= ~MODE_KEYBOARD_OFF;
        keyboard.command(value);
      }
      case WRITE_OUTPUT_PORT -> writeOutputPort(value);
      case WRITE_KEYBOARD_BUFFER -> deliver(value, false);
      case WRITE_MOUSE_BUFFER -> deliver(value, true);
      case WRITE_TO_MOUSE -> {
        ram[0] &= ~MODE_MOUSE_OFF;
        mouse.command(value);
      }
      default -> {
        ram[command & 31] = (byte) value; // 60h to 7fh
        updateInterrupts();
      }
    }
    refill();
  }

  private void command(int value) {
    lastWasCommand = true;
    awaiting = NO_COMMAND;
    if (value >= 0x20 && value < 0x40) {
      deliver(ram[value & 31], false);
      return;
    }
    if (value >= WRITE_MODE && value < 0x80) {
      awaiting = value;
      return;
    }
    if (value >= 0xf0) {
      if ((value & 1) == 0) {
        reset.run(); // pulses the output port's lines whose bit is 0; bit 0 is reset
      }
      return;
    }
    switch (value) {
      case 0xa7 -> setMode(MODE_MOUSE_OFF, true);
      case 0xa8 -> setMode(MODE_MOUSE_OFF, false);
      case 0xa9, 0xab -> deliver(0x00, false);
      case 0xaa -> {
        ram[0] |= MODE_SYSTEM;
        deliver(0x55, false);
      }
      case 0xad -> setMode(MODE_KEYBOARD_OFF, true);
      case 0xae -> setMode(MODE_KEYBOARD_OFF, false);
      case 0xc0 -> deliver(0x80, false); // keyboard not locked
      case 0xd0 -> deliver(outputPort(), false);
      case WRITE_OUTPUT_PORT, WRITE_KEYBOARD_BUFFER, WRITE_MOUSE_BUFFER, WRITE_TO_MOUSE ->
          awaiting = value;
      case 0xdd, 0xdf -> a20.set(value == 0xdf);
      case 0xe0 -> deliver(0x00, false);
      default -> {}
    }
  }

  private void setMode(int bit, boolean on) {
    ram[0] = (byte) (on ? ram[0] | bit : ram[0] & ~bit);
    refill();
  }

  private int outputPort() {
    return 0xcc
        | OUTPUT_PORT_NOT_RESET
        | (a20.isEnabled() ? OUTPUT_PORT_A20 : 0)
        | (outputFull && !outputFromMouse ? 0x10 : 0)
        | (outputFull && outputFromMouse ? 0x20 : 0);
  }

  private void writeOutputPort(int value) {
    a20.set((value & OUTPUT_PORT_A20) != 0);
    if ((value & OUTPUT_PORT_NOT_RESET) == 0) {
      reset.run();
    }
  }

  /** Into the output buffer, over what it holds. */
  private void deliver(int value, boolean fromMouse) {
    outputFull = false;
    updateInterrupts(); // each byte is an edge of its own
    output = value & 0xff;
    outputFromMouse = fromMouse;
    outputFull = true;
    updateInterrupts();
  }

  /** Moves a device's next byte into the output buffer if that is empty. */
  private void refill() {
    while (!outputFull) {
      if (keyboard.hasData() && (ram[0] & MODE_KEYBOARD_OFF) == 0) {
        fromKeyboard(keyboard.take());
      } else if (mouse.hasData() && (ram[0] & MODE_MOUSE_OFF) == 0) {
        deliver(mouse.take(), true);
      } else {
        return;
      }
    }
  }

  private void fromKeyboard(int value) {
    if ((ram[0] & MODE_TRANSLATE) == 0) {
      deliver(value, false);
    } else if (value == 0xf0) {
      breakPrefix = true;
    } else {
      int code = ScanCodes.toSet1(value);
      deliver(breakPrefix ? code | 0x80 : code, false);
      breakPrefix = false;
    }
  }

  private void updateInterrupts() {
    keyboardIrq.set(outputFull && !outputFromMouse && (ram[0] & MODE_KEYBOARD_INTERRUPT) != 0);
    mouseIrq.set(outputFull && outputFromMouse && (ram[0] & MODE_MOUSE_INTERRUPT) != 0);
  }

  public State state() {
    return new State(
        ram.clone(),
        awaiting,
        lastWasCommand,
        outputFull,
        outputFromMouse,
        output,
        breakPrefix,
        keyboard.state(),
        mouse.state());
  }

  public void restore(State state) {
    System.arraycopy(state.ram, 0, ram, 0, ram.length);
    awaiting = state.awaiting;
    lastWasCommand = state.lastWasCommand;
    outputFull = state.outputFull;
    outputFromMouse = state.outputFromMouse;
    output = state.output;
    breakPrefix = state.breakPrefix;
    keyboard.restore(state.keyboard);
    mouse.restore(state.mouse);
    updateInterrupts();
  }

  public record State(
      byte[] ram,
      int awaiting,
      boolean lastWasCommand,
      boolean outputFull,
      boolean outputFromMouse,
      int output,
      boolean breakPrefix,
      Ps2Keyboard.State keyboard,
      Ps2Mouse.State mouse)
      implements DeviceState {}
}
