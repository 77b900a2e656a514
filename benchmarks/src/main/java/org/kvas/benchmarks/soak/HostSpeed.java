package org.kvas.benchmarks.soak;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Random;

/**
 * The same computation again and again, outside the VM: what a host that others use, whose
 * processor changes its frequency, makes of the same work. It walks through half a MiB of memory.
 */
final class HostSpeed {
  private static final int LINKS = 1 << 17;
  private static final int STEPS = 1 << 10;
  private static final int WALKS = 1 << 15;

  private final int[] next = new int[LINKS];
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  HostSpeed() {
    // One cycle through all links, in a random order (Sattolo).
    for (int i = 0; i < LINKS; i++) {
      next[i] = i;
    }
    Random random = new Random(1);
    for (int i = LINKS - 1; i > 0; i--) {
      int other = random.nextInt(i);
      int swapped = next[i];
      next[i] = next[other];
      next[other] = swapped;
    }
    micros(); // HotSpot compiles it meanwhile.
    micros();
  }

  /** CPU time of the computation. */
  long micros() {
    long before = threads.getCurrentThreadCpuTime();
    int sum = 0;
    for (int i = 0; i < WALKS; i++) {
      sum += walk(i);
    }
    long taken = (threads.getCurrentThreadCpuTime() - before) / 1000;
    if (sum == 0) {
      throw new IllegalStateException("the computation was left out");
    }
    return taken;
  }

  /** Short enough to be compiled as a whole, wherever HotSpot is with it when one begins. */
  private int walk(int from) {
    int at = from;
    int sum = 0;
    for (int i = 0; i < STEPS; i++) {
      at = next[at];
      sum = sum * 31 + (at ^ sum >>> 7);
    }
    return sum;
  }
}
