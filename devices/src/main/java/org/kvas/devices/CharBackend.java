package org.kvas.devices;

/**
 * Where a character device's output goes. Input comes the other way, by the device's own {@code
 * receive}.
 */
@FunctionalInterface
public interface CharBackend {
  CharBackend NOTHING = value -> {};

  /**
   * @param value 0 to 255
   */
  void write(int value);
}
