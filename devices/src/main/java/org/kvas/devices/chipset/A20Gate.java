package org.kvas.devices.chipset;

/**
 * Whether address line 20 reaches memory. The keyboard controller and port 92h both drive it; the
 * last one wins.
 */
public final class A20Gate {
  /** Told of each change. */
  @FunctionalInterface
  public interface Listener {
    void changed(boolean enabled);
  }

  private final Listener listener;
  private boolean enabled;

  public A20Gate(boolean enabled, Listener listener) {
    this.enabled = enabled;
    this.listener = listener;
  }

  public boolean isEnabled() {
    return enabled;
  }

  public void set(boolean enable) {
    if (enable != enabled) {
      enabled = enable;
      listener.changed(enable);
    }
  }
}
