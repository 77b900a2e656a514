package org.kvas.runtime.console;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;

/**
 * Output that is put out within a millisecond, in one piece with all that was written meanwhile.
 *
 * <p>A guest that floods its console is held back by the host's reader, as by a slow line. After an
 * error of the host's side (a closed pipe) output is dropped.
 */
final class BatchedOutput implements AutoCloseable {
  private static final long GATHER_NANOS = 400_000;

  private final OutputStream out;
  private final Thread writer;
  private byte[] filling = new byte[1 << 14];
  private byte[] draining = new byte[1 << 14];
  private int filled;
  private boolean busy;
  private boolean closed;

  BatchedOutput(OutputStream out, String name) {
    this.out = out;
    this.writer = Thread.ofPlatform().daemon().name(name).start(this::drainUntilClosed);
  }

  synchronized void write(int value) {
    boolean interrupted = false;
    while (filled == filling.length && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (!closed) {
      filling[filled++] = (byte) value;
      if (filled == 1) {
        notifyAll();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until all that was written is out. */
  synchronized void flush() {
    while ((filled > 0 || busy) && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public void close() {
    flush();
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    writer.interrupt();
  }

  private void drainUntilClosed() {
    try {
      for (int length = next(); length > 0; length = next()) {
        out.write(draining, 0, length);
        out.flush();
      }
    } catch (IOException e) {
      dropEverything();
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** The length of the next piece, which is then in {@link #draining}; 0 at the end. */
  private int next() throws InterruptedException {
    synchronized (this) {
      busy = false;
      notifyAll();
      while (filled == 0) {
        if (closed) {
          return 0;
        }
        wait();
      }
      busy = true;
    }
    LockSupport.parkNanos(GATHER_NANOS);
    synchronized (this) {
      byte[] full = filling;
      filling = draining;
      draining = full;
      int length = filled;
      filled = 0;
      notifyAll();
      return length;
    }
  }

  private synchronized void dropEverything() {
    closed = true;
    notifyAll();
  }
}
