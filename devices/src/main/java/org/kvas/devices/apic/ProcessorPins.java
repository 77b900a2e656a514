package org.kvas.devices.apic;

/** What a local APIC does to its processor. */
public interface ProcessorPins {
  /**
   * An interrupt can be fetched by {@link LocalApic#acknowledge}, or none can any more. Called on
   * changes only.
   */
  void interruptRequest(boolean pending);

  void nonMaskableInterrupt();

  /** System management mode is not modelled by every processor. */
  default void systemManagementInterrupt() {}

  void init();

  /**
   * @param vector 0 to 255: execution starts at {@code vector << 12} if the processor waits for a
   *     SIPI
   */
  void startUp(int vector);
}
