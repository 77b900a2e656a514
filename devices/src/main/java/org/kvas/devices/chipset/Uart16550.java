package org.kvas.devices.chipset;

import org.kvas.devices.BytePortDevice;
import org.kvas.devices.CharBackend;
import org.kvas.devices.DeviceState;
import org.kvas.devices.IrqLine;

/**
 * NS16550A serial port: eight registers at the base address. National PC16550D data sheet, section
 * 8.
 *
 * <p>A byte written is sent at once, so the transmitter is always empty, and the receiver's
 * character time-out has always elapsed. There is no baud-rate timing, no parity, framing or break,
 * and OUT2 does not gate the interrupt (some guests leave it clear).
 */
public final class Uart16550 implements BytePortDevice {
  private static final int FIFO_SIZE = 16;

  private static final int IER_RECEIVED = 1;
  private static final int IER_TRANSMITTER_EMPTY = 2;
  private static final int IER_LINE_STATUS = 4;
  private static final int IER_MODEM_STATUS = 8;

  private static final int IIR_NONE = 1;
  private static final int IIR_MODEM_STATUS = 0;
  private static final int IIR_TRANSMITTER_EMPTY = 2;
  private static final int IIR_RECEIVED = 4;
  private static final int IIR_LINE_STATUS = 6;
  private static final int IIR_TIMEOUT = 12;

  private static final int LCR_DIVISOR_LATCH = 0x80;
  private static final int MCR_LOOPBACK = 0x10;
  private static final int LSR_DATA_READY = 1;
  private static final int LSR_OVERRUN = 2;
  private static final int LSR_TRANSMITTER_IDLE = 0x60;

  /** MSR inputs with a terminal attached: DCD, DSR, CTS. */
  private static final int MODEM_READY = 0xb0;

  private static final int MSR_RING = 0x40;
  private static final int MSR_RING_DELTA = 4;

  private final IrqLine irq;
  private final CharBackend backend;
  private Runnable whenEmpty = () -> {};

  private final byte[] fifo = new byte[FIFO_SIZE];
  private int fifoHead;
  private int fifoCount;
  private int lastReceived;
  private boolean fifoEnabled;
  private int trigger = 1;

  private int divisor = 12;
  private int interruptEnable;
  private int lineControl;
  private int modemControl;
  private boolean overrun;
  private int modemInputs = MODEM_READY;
  private int modemStatus = MODEM_READY;
  private int scratch;
  private boolean transmitterInterrupt;

  public Uart16550(IrqLine irq, CharBackend backend) {
    this.irq = irq;
    this.backend = backend;
  }

  /** How many bytes {@link #receive} takes now without an overrun; 0 in loopback. */
  public int receiveSpace() {
    return (modemControl & MCR_LOOPBACK) != 0 ? 0 : capacity() - fifoCount;
  }

  /** {@code action} runs each time the guest has read the last byte received. */
  public void whenEmpty(Runnable action) {
    whenEmpty = action;
  }

  /** A byte from the line. Without {@link #receiveSpace} it is an overrun, as on the wire. */
  public void receive(int value) {
    if ((modemControl & MCR_LOOPBACK) == 0) {
      enqueue(value);
      updateInterrupt();
    }
  }

  /**
   * The modem's outputs change.
   *
   * @param inputs MSR bits 7:4: DCD, RI, DSR, CTS
   */
  public void modemInputs(int inputs) {
    modemInputs = inputs & 0xf0;
    updateModemStatus();
    updateInterrupt();
  }

  @Override
  public int readByte(int offset) {
    return switch (offset & 7) {
      case 0 -> divisorLatch() ? divisor & 0xff : readReceiver();
      case 1 -> divisorLatch() ? divisor >> 8 : interruptEnable;
      case 2 -> readIdentification();
      case 3 -> lineControl;
      case 4 -> modemControl;
      case 5 -> readLineStatus();
      case 6 -> readModemStatus();
      default -> scratch;
    };
  }

  @Override
  public void writeByte(int offset, int value) {
    switch (offset & 7) {
      case 0 -> {
        if (divisorLatch()) {
          divisor = divisor & 0xff00 | value;
        } else {
          transmit(value);
        }
      }
      case 1 -> {
        if (divisorLatch()) {
          divisor = divisor & 0xff | value << 8;
        } else {
          writeInterruptEnable(value);
        }
      }
      case 2 -> writeFifoControl(value);
      case 3 -> lineControl = value;
      case 4 -> {
        modemControl = value & 0x1f;
        updateModemStatus();
      }
      case 7 -> scratch = value;
      default -> {}
    }
    updateInterrupt();
  }

  private boolean divisorLatch() {
    return (lineControl & LCR_DIVISOR_LATCH) != 0;
  }

  private int capacity() {
    return fifoEnabled ? FIFO_SIZE : 1;
  }

  private void enqueue(int value) {
    if (fifoCount < capacity()) {
      fifo[(fifoHead + fifoCount++) % FIFO_SIZE] = (byte) value;
      return;
    }
    overrun = true;
    if (!fifoEnabled) {
      fifo[fifoHead] =
          (byte) value; // the 8250 overwrites its one buffer; the FIFO keeps what it has
    }
  }

  private int readReceiver() {
    if (fifoCount == 0) {
      return lastReceived;
    }
    int value = fifo[fifoHead] & 0xff;
    lastReceived = value;
    fifoHead = (fifoHead + 1) % FIFO_SIZE;
    fifoCount--;
    updateInterrupt();
    if (fifoCount == 0) {
      whenEmpty.run();
    }
    return value;
  }

  private void transmit(int value) {
    transmitterInterrupt = false;
    updateInterrupt();
    if ((modemControl & MCR_LOOPBACK) != 0) {
      enqueue(value);
    } else {
      backend.write(value);
    }
    transmitterInterrupt = true;
  }

  private void writeInterruptEnable(int value) {
    int changed = interruptEnable ^ value;
    interruptEnable = value & 0x0f;
    if ((changed & IER_TRANSMITTER_EMPTY) != 0) {
      transmitterInterrupt = (value & IER_TRANSMITTER_EMPTY) != 0;
    }
  }

  private void writeFifoControl(int value) {
    boolean enable = (value & 1) != 0;
    if (enable != fifoEnabled || (value & 2) != 0) {
      fifoCount = 0;
    }
    if (enable != fifoEnabled || (value & 4) != 0) {
      transmitterInterrupt = true;
    }
    fifoEnabled = enable;
    trigger =
        !enable
            ? 1
            : switch (value >> 6 & 3) {
              case 0 -> 1;
              case 1 -> 4;
              case 2 -> 8;
              default -> 14;
            };
  }

  /** The highest source enabled and pending, in the order of the data sheet's table 8-4. */
  private int source() {
    if ((interruptEnable & IER_LINE_STATUS) != 0 && overrun) {
      return IIR_LINE_STATUS;
    }
    if ((interruptEnable & IER_RECEIVED) != 0 && fifoCount > 0) {
      return fifoCount >= trigger ? IIR_RECEIVED : IIR_TIMEOUT;
    }
    if ((interruptEnable & IER_TRANSMITTER_EMPTY) != 0 && transmitterInterrupt) {
      return IIR_TRANSMITTER_EMPTY;
    }
    if ((interruptEnable & IER_MODEM_STATUS) != 0 && (modemStatus & 0x0f) != 0) {
      return IIR_MODEM_STATUS;
    }
    return IIR_NONE;
  }

  private int readIdentification() {
    int source = source();
    if (source == IIR_TRANSMITTER_EMPTY) {
      transmitterInterrupt = false;
      updateInterrupt();
    }
    return source | (fifoEnabled ? 0xc0 : 0);
  }

  private int readLineStatus() {
    int status =
        LSR_TRANSMITTER_IDLE | (fifoCount > 0 ? LSR_DATA_READY : 0) | (overrun ? LSR_OVERRUN : 0);
    if (overrun) {
      overrun = false;
      updateInterrupt();
    }
    return status;
  }

  private int readModemStatus() {
    int status = modemStatus;
    if ((status & 0x0f) != 0) {
      modemStatus &= 0xf0;
      updateInterrupt();
    }
    return status;
  }

  /** In loopback RTS, DTR, OUT1 and OUT2 stand for CTS, DSR, RI and DCD. */
  private void updateModemStatus() {
    int inputs = modemInputs;
    if ((modemControl & MCR_LOOPBACK) != 0) {
      inputs = (modemControl & 0x0c) << 4 | (modemControl & 2) << 3 | (modemControl & 1) << 5;
    }
    int changed = (modemStatus ^ inputs) & 0xf0;
    int deltas = changed >> 4;
    if ((inputs & MSR_RING) != 0) {
      deltas &= ~MSR_RING_DELTA; // only RI's trailing edge is reported
    }
    modemStatus = inputs | modemStatus & 0x0f | deltas;
  }

  private void updateInterrupt() {
    irq.set(source() != IIR_NONE);
  }

  public State state() {
    byte[] received = new byte[fifoCount];
    for (int i = 0; i < fifoCount; i++) {
      received[i] = fifo[(fifoHead + i) % FIFO_SIZE];
    }
    return new State(
        received,
        lastReceived,
        fifoEnabled,
        trigger,
        divisor,
        interruptEnable,
        lineControl,
        modemControl,
        overrun,
        modemInputs,
        modemStatus,
        scratch,
        transmitterInterrupt);
  }

  public void restore(State state) {
    fifoHead = 0;
    fifoCount = state.received.length;
    lastReceived = state.lastReceived;
    System.arraycopy(state.received, 0, fifo, 0, fifoCount);
    fifoEnabled = state.fifoEnabled;
    trigger = state.trigger;
    divisor = state.divisor;
    interruptEnable = state.interruptEnable;
    lineControl = state.lineControl;
    modemControl = state.modemControl;
    overrun = state.overrun;
    modemInputs = state.modemInputs;
    modemStatus = state.modemStatus;
    scratch = state.scratch;
    transmitterInterrupt = state.transmitterInterrupt;
    updateInterrupt();
  }

  public record State(
      byte[] received,
      int lastReceived,
      boolean fifoEnabled,
      int trigger,
      int divisor,
      int interruptEnable,
      int lineControl,
      int modemControl,
      boolean overrun,
      int modemInputs,
      int modemStatus,
      int scratch,
      boolean transmitterInterrupt)
      implements DeviceState {}
}
