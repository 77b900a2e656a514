package org.kvas.runtime.machine;

import org.kvas.devices.CharBackend;
import org.kvas.devices.VirtualClock;

/** Puts out what a busy guest writes a moment later in one piece; an idle machine flushes at once. */
final class DelayedOutput implements CharBackend {
  private static final long DELAY = 5_000_000;

  private final VirtualClock clock;
  private final CharacterPort channel;
  private final VirtualClock.Timer timer;
  private boolean waiting;

  DelayedOutput(VirtualClock clock, CharacterPort channel) {
    this.clock = clock;
    this.channel = channel;
    this.timer = clock.timer(this::flush);
  }

  @Override
  public void write(int value) {
    channel.write(value);
    if (!waiting) {
      waiting = true;
      timer.set(clock.now() + DELAY);
    }
  }

  private void flush() {
    waiting = false;
    channel.flush();
  }
}
