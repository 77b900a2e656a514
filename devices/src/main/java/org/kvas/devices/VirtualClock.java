package org.kvas.devices;

/**
 * The one source of time of a virtual machine: every timer, counter and the TSC derive from it,
 * since guests calibrate one against the other.
 *
 * <p>Callbacks run between guest instructions on the machine's own thread, like every other entry
 * into a device.
 */
public interface VirtualClock {
  /** Nanoseconds since power-on. */
  long now();

  /** Seconds since 1970-01-01 UTC at power-on; {@link #now()} counts on from there. */
  long epochSecondsAtPowerOn();

  /** A timer that runs {@code action} when due; created idle. */
  Timer timer(Runnable action);

  /** A one-shot timer; setting it again replaces the deadline. */
  interface Timer {
    /**
     * @param deadline on the scale of {@link VirtualClock#now()}; one in the past fires at once,
     *     but never inside this call
     */
    void set(long deadline);

    void cancel();
  }
}
