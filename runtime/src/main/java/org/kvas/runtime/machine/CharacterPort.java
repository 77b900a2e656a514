package org.kvas.runtime.machine;

import org.kvas.devices.CharBackend;

/**
 * The host's end of a character channel. The machine's thread writes and polls; whatever reads the
 * host's side runs on a thread of its own.
 *
 * <p>Input waits here until the device has room, so that a FIFO of sixteen bytes loses nothing of
 * what is pasted.
 */
public interface CharacterPort extends CharBackend, AutoCloseable {
  /**
   * {@code arrived} is run, on any thread, when {@link #poll()} may have something after it had
   * nothing.
   */
  void onInput(Runnable arrived);

  /** The next byte, 0 to 255, or -1 while there is none. */
  int poll();

  /** Waits until what was written is out, which it is within a millisecond anyway. */
  void flush();

  @Override
  void close();
}
