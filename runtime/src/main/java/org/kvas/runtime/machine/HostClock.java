package org.kvas.runtime.machine;

import java.time.Instant;

/** Guest time as the host's monotonic clock counts it, pauses left out. */
final class HostClock extends MachineClock {
  private volatile long origin = System.nanoTime();
  private volatile long pausedAt;
  private volatile boolean paused;

  HostClock() {
    super(Instant.now().getEpochSecond());
  }

  @Override
  public long now() {
    return (paused ? pausedAt : System.nanoTime()) - origin;
  }

  @Override
  void pause() {
    if (!paused) {
      pausedAt = System.nanoTime();
      paused = true;
    }
  }

  @Override
  void resume() {
    if (paused) {
      origin += System.nanoTime() - pausedAt;
      paused = false;
    }
  }
}
