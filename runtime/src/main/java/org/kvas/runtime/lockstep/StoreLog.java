package org.kvas.runtime.lockstep;

import java.util.Arrays;
import org.kvas.runtime.mmu.StoreWatch;
import org.kvas.translator.state.HostMemory;

/**
 * The replay's stores since the engines last agreed: the aligned words they touched, with what was
 * there before. A string instruction that fills megabytes byte by byte is logged word by word.
 */
final class StoreLog implements StoreWatch {
  static final int WORD = 8;

  private long[] places = new long[1024];
  private long[] before = new long[1024];
  private int count;

  @Override
  public void storing(long host, int size) {
    long last = host + size - 1 & -WORD;
    for (long word = host & -WORD; word <= last; word += WORD) {
      if (count == 0 || places[count - 1] != word) {
        add(word);
      }
    }
  }

  private void add(long word) {
    if (count == places.length) {
      places = Arrays.copyOf(places, count * 2);
      before = Arrays.copyOf(before, count * 2);
    }
    places[count] = word;
    before[count++] = HostMemory.getLong(word);
  }

  int count() {
    return count;
  }

  /** Where a touched word lies. */
  long host(int index) {
    return places[index];
  }

  void clear() {
    count = 0;
  }

  /** Takes every store back, the last first. */
  void undo() {
    while (count != 0) {
      count--;
      HostMemory.putLong(places[count], before[count]);
    }
  }
}
