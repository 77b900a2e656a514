package org.kvas.conformance.engines;

/** Something from outside, between two runs. */
sealed interface Event {
  /** A bus master writes. */
  record Write(int address, byte[] bytes) implements Event {}

  /** The "system" changes what the page at a linear address is, and flushes the TLB's entry. */
  record Remap(int page, long entry) implements Event {}

  /** The processor goes on elsewhere, at a landing, with other numbers in its registers. */
  record Redirection(int landing, long[] general) implements Event {}

  /** A request at the INTR pin, which waits until RFLAGS.IF is set. */
  record Interrupt(int vector) implements Event {}

  record NonMaskable() implements Event {}

  /** RFLAGS.IF changes. */
  record Interruptibility(boolean enabled) implements Event {}

  record A20(boolean open) implements Event {}

  /**
   * A debugger arms or disarms breakpoints.
   *
   * @param addresses DR0 to DR3
   */
  record Breakpoints(long[] addresses, long dr7) implements Event {}

  /** RFLAGS.TF is set. */
  record SingleStep() implements Event {}
}
