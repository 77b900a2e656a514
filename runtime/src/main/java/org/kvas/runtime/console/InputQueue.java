package org.kvas.runtime.console;

/**
 * Bytes on their way from the host to a guest device: a bounded ring between the reader's thread
 * and the machine's.
 */
final class InputQueue {
  private final byte[] ring = new byte[1 << 16];
  private long head;
  private long tail;
  private Runnable arrived = () -> {};

  synchronized void onInput(Runnable action) {
    arrived = action;
  }

  /** The next byte, 0 to 255, or -1. */
  synchronized int poll() {
    if (head == tail) {
      return -1;
    }
    notifyAll();
    return ring[(int) (head++ & ring.length - 1)] & 0xff;
  }

  /** Appends a byte; waits while the guest does not take what is there. */
  void put(int value) throws InterruptedException {
    Runnable announce;
    synchronized (this) {
      while (tail - head == ring.length) {
        wait();
      }
      ring[(int) (tail++ & ring.length - 1)] = (byte) value;
      announce = arrived;
    }
    announce.run();
  }
}
