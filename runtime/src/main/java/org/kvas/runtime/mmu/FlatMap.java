package org.kvas.runtime.mmu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is visible of overlapping regions, as disjoint sorted ranges. */
final class FlatMap {
  private final long[] starts;
  private final long[] ends;
  private final MemoryRegion[] regions;

  private record Range(long start, long end, MemoryRegion region) {}

  /**
   * @param layered from the bottom up: a later region hides the earlier ones
   */
  FlatMap(List<? extends MemoryRegion> layered) {
    List<Range> ranges = flatten(layered);
    starts = ranges.stream().mapToLong(Range::start).toArray();
    ends = ranges.stream().mapToLong(Range::end).toArray();
    regions = ranges.stream().map(Range::region).toArray(MemoryRegion[]::new);
  }

  private static List<Range> flatten(List<? extends MemoryRegion> layered) {
    var borders = new TreeSet<Long>();
    for (MemoryRegion region : layered) {
      borders.add(region.base());
      borders.add(region.end());
    }
    var ranges = new ArrayList<Range>();
    for (long start : borders) {
      MemoryRegion top = top(layered, start);
      Long end = borders.higher(start);
      if (top != null && end != null) {
        append(ranges, new Range(start, end, top));
      }
    }
    return ranges;
  }

  private static void append(List<Range> ranges, Range next) {
    Range last = ranges.isEmpty() ? null : ranges.getLast();
    if (last != null && last.region.equals(next.region) && last.end == next.start) {
      ranges.set(ranges.size() - 1, new Range(last.start, next.end, next.region));
    } else {
      ranges.add(next);
    }
  }

  private static @Nullable MemoryRegion top(List<? extends MemoryRegion> layered, long address) {
    for (MemoryRegion region : layered.reversed()) {
      if (address >= region.base() && address < region.end()) {
        return region;
      }
    }
    return null;
  }

  /** The index of the range that holds {@code address}, or -1. */
  int find(long address) {
    int found = Arrays.binarySearch(starts, address);
    int index = found >= 0 ? found : -found - 2;
    return index >= 0 && address < ends[index] ? index : -1;
  }

  MemoryRegion region(int index) {
    return regions[index];
  }

  /** The first address behind the range. */
  long end(int index) {
    return ends[index];
  }

  boolean contains(int index, long address, int length) {
    return index >= 0 && address >= starts[index] && address + length <= ends[index];
  }

  /**
   * Bytes from an address that lies in no range to the next range, at most {@code limit}. Any
   * address will do, also a guest's nonsense.
   */
  int gap(long address, int limit) {
    int next = -Arrays.binarySearch(starts, address) - 1;
    long distance = next >= starts.length ? limit : starts[next] - address;
    return distance < 0 || distance > limit ? limit : (int) distance;
  }
}
