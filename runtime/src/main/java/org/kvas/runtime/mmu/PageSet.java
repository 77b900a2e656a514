package org.kvas.runtime.mmu;

import java.util.Arrays;

/** A bounded set of linear pages; once it is full it holds every page there is. */
final class PageSet {
  private static final int SLOTS = 4096;
  private static final int MOST = SLOTS / 2;
  private static final long FREE = -1;

  private final long[] pages = new long[SLOTS];
  private int count;

  PageSet() {
    Arrays.fill(pages, FREE);
  }

  private int slot(long page) {
    int i = (int) (page >>> 12 ^ page >>> 24) & SLOTS - 1;
    while (pages[i] != FREE && pages[i] != page) {
      i = i + 1 & SLOTS - 1;
    }
    return i;
  }

  /**
   * @param page its address, a multiple of 4096
   */
  void add(long page) {
    if (count < MOST) {
      int i = slot(page);
      count += pages[i] == FREE ? 1 : 0;
      pages[i] = page;
    }
  }

  boolean contains(long page) {
    return count == MOST || pages[slot(page)] == page;
  }

  void clear() {
    if (count != 0) {
      Arrays.fill(pages, FREE);
      count = 0;
    }
  }
}
