package org.kvas.runtime.trap;

/**
 * A double fault could not be delivered: the processor shuts down, and what hangs on it resets or
 * stops the machine. SDM Vol. 3A, 6.15, interrupt 8.
 */
public final class TripleFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param vector of the exception that the double fault's delivery raised
   */
  public TripleFault(int vector, long rip) {
    super(
        "triple fault (exception "
            + vector
            + " while delivering a double fault) at 0x"
            + Long.toHexString(rip),
        null,
        false,
        false);
  }
}
