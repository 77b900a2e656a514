package org.kvas.runtime.lockstep;

import java.util.Arrays;
import org.kvas.runtime.mmu.StoreWatch;
import org.kvas.translator.state.HostMemory;

/** The replay's stores since the engines last agreed, with what was there before. */
final class StoreLog implements StoreWatch {
  private long[] places = new long[1024];
  private long[] before = new long[1024];
  private int count;

  @Override
  public void storing(long host, int size) {
    if (count == places.length) {
      places = Arrays.copyOf(places, count * 2);
      before = Arrays.copyOf(before, count * 2);
    }
    places[count] = host << 4 | size;
    before[count++] = load(host, size);
  }

  static long load(long host, int size) {
    return switch (size) {
      case 1 -> HostMemory.getByte(host) & 0xffL;
      case 2 -> HostMemory.getShort(host) & 0xffffL;
      case 4 -> HostMemory.getInt(host) & 0xffff_ffffL;
      default -> HostMemory.getLong(host);
    };
  }

  int count() {
    return count;
  }

  long host(int index) {
    return places[index] >> 4;
  }

  int size(int index) {
    return (int) places[index] & 15;
  }

  void clear() {
    count = 0;
  }

  /** Takes every store back, the last first. */
  void undo() {
    while (count != 0) {
      count--;
      long host = host(count);
      switch (size(count)) {
        case 1 -> HostMemory.putByte(host, (byte) before[count]);
        case 2 -> HostMemory.putShort(host, (short) before[count]);
        case 4 -> HostMemory.putInt(host, (int) before[count]);
        default -> HostMemory.putLong(host, before[count]);
      }
    }
  }
}
