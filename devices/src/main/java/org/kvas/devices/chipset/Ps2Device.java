package org.kvas.devices.chipset;

import java.util.Arrays;
import org.kvas.devices.DeviceState;

/**
 * What hangs on one of the keyboard controller's two serial ports: it queues bytes for the host and
 * obeys bytes from it.
 */
public abstract sealed class Ps2Device permits Ps2Keyboard, Ps2Mouse {
  protected static final int ACKNOWLEDGE = 0xfa;
  protected static final int RESEND = 0xfe;
  protected static final int SELF_TEST_PASSED = 0xaa;

  private static final int CAPACITY = 32;

  private final byte[] queue = new byte[CAPACITY];
  private int head;
  private int count;
  private int lastSent;
  private Runnable whenReady = () -> {};

  final void whenReady(Runnable action) {
    whenReady = action;
  }

  final boolean hasData() {
    return count > 0;
  }

  final int take() {
    lastSent = queue[head] & 0xff;
    head = (head + 1) % CAPACITY;
    count--;
    return lastSent;
  }

  protected final int lastSent() {
    return lastSent;
  }

  protected final int space() {
    return CAPACITY - count;
  }

  protected final void clear() {
    count = 0;
  }

  /** Queues all of {@code bytes} or, if they do not fit, none. */
  protected final boolean send(int... bytes) {
    if (bytes.length > space()) {
      return false;
    }
    for (int value : bytes) {
      queue[(head + count++) % CAPACITY] = (byte) value;
    }
    whenReady.run();
    return true;
  }

  /** A byte from the host: a command or its parameter. */
  abstract void command(int value);

  final Queue queueState() {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = queue[(head + i) % CAPACITY];
    }
    return new Queue(bytes, lastSent);
  }

  final void restoreQueue(Queue state) {
    Arrays.fill(queue, (byte) 0);
    head = 0;
    count = state.bytes.length;
    System.arraycopy(state.bytes, 0, queue, 0, count);
    lastSent = state.lastSent;
  }

  public record Queue(byte[] bytes, int lastSent) implements DeviceState {}
}
