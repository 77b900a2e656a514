package org.kvas.runtime.cache;

import java.util.Arrays;

/**
 * Where one indirect branch was seen to go, as distances from the branch: what a region needs to
 * keep the jump inside.
 */
public final class IndirectTargets {
  private static final int MOST = 24;

  private long[] distances = new long[2];
  private int count;

  /**
   * @param distance target minus the branch's own address
   */
  public void note(long distance) {
    for (int i = 0; i < count; i++) {
      if (distances[i] == distance) {
        return;
      }
    }
    if (count < MOST) {
      if (count == distances.length) {
        distances = Arrays.copyOf(distances, count * 2);
      }
      distances[count++] = distance;
    }
  }

  /** The targets of a branch at an address. */
  long[] from(long branch) {
    long[] targets = Arrays.copyOf(distances, count);
    for (int i = 0; i < count; i++) {
      targets[i] += branch;
    }
    return targets;
  }
}
