package org.kvas.devices;

/** One wire to an interrupt controller. */
@FunctionalInterface
public interface IrqLine {
  IrqLine NOT_CONNECTED = level -> {};

  /** Drives the line; calling it with the level it has changes nothing. */
  void set(boolean level);

  /** A low-high-low edge. */
  default void pulse() {
    set(true);
    set(false);
  }
}
