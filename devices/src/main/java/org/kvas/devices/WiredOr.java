package org.kvas.devices;

/**
 * Several sources on one interrupt input: it is asserted while any of them is. At most 64 sources.
 */
public final class WiredOr {
  private final IrqLine output;
  private long asserted;
  private int sources;

  public WiredOr(IrqLine output) {
    this.output = output;
  }

  /** A new source's own wire. */
  public IrqLine source() {
    long bit = 1L << sources++;
    return level -> {
      asserted = level ? asserted | bit : asserted & ~bit;
      output.set(asserted != 0);
    };
  }
}
