package org.kvas.devices;

/** An interrupt line that remembers its level and counts its rising edges. */
public final class Probe implements IrqLine {
  private boolean level;
  private int edges;

  @Override
  public void set(boolean newLevel) {
    if (newLevel && !level) {
      edges++;
    }
    level = newLevel;
  }

  public boolean level() {
    return level;
  }

  /** Rising edges since the last call. */
  public int edges() {
    int count = edges;
    edges = 0;
    return count;
  }
}
