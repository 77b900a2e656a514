package org.kvas.runtime.machine;

/**
 * What a user may do to a running machine. Every method may be called on any thread and returns at
 * once.
 */
public interface MachineControl {
  /** Ends the machine: {@link Machine#run()} returns soon. */
  void quit();

  void reset();

  /** Presses the power button. */
  void powerDown();

  void pause();

  void resume();

  /**
   * A few lines on the machine's state, {@code topic} being what follows {@code info} (empty for a
   * summary); for an unknown topic, the known ones. {@code jit}, where the time goes, watches the
   * machine for a second before it returns.
   */
  String info(String topic);
}
