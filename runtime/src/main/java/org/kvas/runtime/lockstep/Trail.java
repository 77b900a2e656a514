package org.kvas.runtime.lockstep;

import org.kvas.runtime.vcpu.Vcpu;

/** Where the leader's blocks and regions began since the engines last agreed. */
final class Trail {
  private static final int MOST = 64;

  private final long[] rips = new long[MOST];
  private int count;

  /** The leader is about to run a block or region, or to deal with what is pending. */
  void enter(Vcpu leader) {
    rips[count++ & MOST - 1] = leader.rip;
  }

  void clear() {
    count = 0;
  }

  /** The last addresses, in order. */
  long[] addresses() {
    int kept = Math.min(count, MOST);
    long[] addresses = new long[kept];
    for (int i = 0; i < kept; i++) {
      addresses[i] = rips[count - kept + i & MOST - 1];
    }
    return addresses;
  }
}
