package org.kvas.runtime.machine;

import java.util.List;

/**
 * The processors, memory and devices of a machine that is powered on. A reset is a new board on the
 * old memory.
 */
interface Board extends AutoCloseable {
  List<Processor> processors();

  /** The ACPI power button. */
  void pressPowerButton();

  /** Puts out what the guest wrote to its consoles. */
  void flushConsoles();

  /**
   * Lines about one part of the machine for the monitor's {@code info}; empty if {@code topic} is
   * none of its own.
   */
  String info(String topic);

  @Override
  void close();
}
