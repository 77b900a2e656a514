package org.kvas.runtime.trap;

/** Where an interrupt or exception comes from. SDM Vol. 3A, 6.3, 6.4 and Vol. 3C, 25.8.3. */
public enum EventKind {
  /** Raised by the processor itself: a fault, a debug trap, a machine check. */
  EXCEPTION,

  /** {@code INT n}. */
  SOFTWARE_INTERRUPT,

  /** INT3 and INTO. */
  SOFTWARE_EXCEPTION,

  /** INT1. */
  PRIVILEGED_SOFTWARE_EXCEPTION,

  NMI,

  /** Through the INTR pin or the local APIC. */
  EXTERNAL;

  /** Whether the gate's DPL is held against CPL. */
  public boolean checksGatePrivilege() {
    return this == SOFTWARE_INTERRUPT || this == SOFTWARE_EXCEPTION;
  }

  /** The EXT bit of an error code that arises during delivery: 0 or 1. SDM Vol. 3A, 6.13. */
  public int ext() {
    return checksGatePrivilege() ? 0 : 1;
  }
}
