package org.kvas.runtime.mmu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Memory of which only the pages that were touched exist: 4 KiB each, zero at first. Clearing it
 * keeps the host memory for the next use.
 */
public final class SparseRam implements AutoCloseable {
  private static final int PAGE = 4096;
  private static final int PAGES_PER_BLOCK = 256;

  private final int mostPages;
  private final List<GuestRam> blocks = new ArrayList<>();
  private final Map<Long, Integer> slots = new HashMap<>();

  /** More pages were touched than the memory may have. */
  public static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Exhausted(int pages) {
      super("more than " + pages / 256 + " MiB of memory are used", null, false, false);
    }
  }

  /**
   * @param mostPages that may exist at a time
   */
  public SparseRam(int mostPages) {
    this.mostPages = mostPages;
  }

  /** Host address of the page that holds an offset. Made if it did not exist. */
  public long page(long offset) {
    return address(slots.computeIfAbsent(offset / PAGE, _ -> newSlot()));
  }

  private int newSlot() {
    int slot = slots.size();
    if (slot == mostPages) {
      throw new Exhausted(mostPages);
    }
    if (slot == blocks.size() * PAGES_PER_BLOCK) {
      blocks.add(new GuestRam((long) PAGE * PAGES_PER_BLOCK));
    }
    return slot;
  }

  private long address(int slot) {
    return block(slot).address(place(slot), PAGE);
  }

  private GuestRam block(int slot) {
    return blocks.get(slot / PAGES_PER_BLOCK);
  }

  private static long place(int slot) {
    return (long) (slot % PAGES_PER_BLOCK) * PAGE;
  }

  /** Offsets of the pages that exist, ascending. */
  public long[] pages() {
    return slots.keySet().stream().mapToLong(number -> number * PAGE).sorted().toArray();
  }

  /** Bytes inside one page. */
  public void read(long offset, byte[] into, int start, int length) {
    Integer slot = slots.get(offset / PAGE);
    if (slot != null) {
      block(slot).read(place(slot) + offset % PAGE, into, start, length);
    } else {
      Arrays.fill(into, start, start + length, (byte) 0);
    }
  }

  /** Bytes inside one page. */
  public void write(long offset, byte[] from, int start, int length) {
    page(offset);
    int slot = Objects.requireNonNull(slots.get(offset / PAGE));
    block(slot).write(place(slot) + offset % PAGE, from, start, length);
  }

  /** All pages read zero; they stay where they are. */
  public void zero() {
    for (int slot = 0; slot < slots.size(); slot++) {
      block(slot).fill(place(slot), PAGE, (byte) 0);
    }
  }

  /** No page exists: TLBs must be flushed. */
  public void clear() {
    zero();
    slots.clear();
  }

  @Override
  public void close() {
    blocks.forEach(GuestRam::close);
  }
}
