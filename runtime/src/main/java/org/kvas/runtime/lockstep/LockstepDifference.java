package org.kvas.runtime.lockstep;

/** The engines disagreed: the message is the report. */
public final class LockstepDifference extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LockstepDifference(String report) {
    super(report, null, false, false);
  }
}
