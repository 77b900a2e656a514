package org.kvas.runtime.lockstep;

/** The replay cannot go on as the leader went. */
final class Divergence extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Divergence(String what) {
    super(what, null, false, false);
  }
}
