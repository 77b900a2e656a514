package org.kvas.translator.translate;

/**
 * A memory operand as one of a group.
 *
 * @param displacement as the group counts it
 */
record GroupedAccess(AccessGroup group, long displacement) {
  boolean isCovered(int size, boolean write) {
    return group.covers(displacement, size, write);
  }

  /** Bytes from the first one of the group. */
  long distance() {
    return displacement - group.low();
  }
}
