package org.kvas.runtime.mmu;

import static org.kvas.translator.state.VcpuState.PAGE_MASK;
import static org.kvas.translator.state.VcpuState.TLB_BYTES;
import static org.kvas.translator.state.VcpuState.TLB_ENTRIES;
import static org.kvas.translator.state.VcpuState.TLB_INVALID;
import static org.kvas.translator.state.VcpuState.TLB_OFFSET_MASK;
import static org.kvas.translator.state.VcpuState.TLB_SHIFT;

import java.util.Arrays;
import org.kvas.translator.state.HostMemory;

/**
 * The off-heap tables that interpreter and translated code check inline: a read and a write table
 * per {@link AccessClass}, direct-mapped, entries {tag, addend} with {@code host = linear +
 * addend}.
 *
 * <p>Entries filled since the last flush are kept in journals, so that a flush costs what was
 * filled and global entries survive {@code MOV CR3}.
 */
final class Tlb {
  private static final int JOURNAL = 2 * TLB_ENTRIES;

  private final long base = HostMemory.allocate((long) TLB_BYTES * 2 * AccessClass.COUNT);

  /** Answers for {@link AccessClass#NONE}. */
  private final long never = emptyTable();

  private final long[] local = new long[JOURNAL];
  private final long[] global = new long[JOURNAL];
  private int locals;
  private int globals;

  /**
   * How many entries of write tables lead to a host page, or to one of the same number modulo the
   * length.
   */
  private final short[] writable = new short[1 << 16];

  /**
   * Linear ranges that large pages cover, one for each half of the address space: INVLPG inside
   * flushes all.
   */
  private final long[] largeLow = {-1, -1};

  private final long[] largeHigh = {0, 0};

  Tlb() {
    empty();
  }

  /** A table that never answers; the caller frees it. */
  static long emptyTable() {
    long table = HostMemory.allocate(TLB_BYTES);
    HostMemory.fill(table, TLB_BYTES, (byte) -1);
    return table;
  }

  void close() {
    HostMemory.free(never);
    HostMemory.free(base);
  }

  long readTable(int accessClass) {
    return accessClass == AccessClass.NONE ? never : base + (long) TLB_BYTES * 2 * accessClass;
  }

  long writeTable(int accessClass) {
    return accessClass == AccessClass.NONE ? never : readTable(accessClass) + TLB_BYTES;
  }

  void put(long table, long linearPage, long hostPage, boolean isGlobal) {
    long entry = table + (linearPage >>> TLB_SHIFT & TLB_OFFSET_MASK);
    invalidate(entry);
    HostMemory.putLong(entry, linearPage);
    HostMemory.putLong(entry + 8, hostPage - linearPage);
    if (isWrite(entry)) {
      writable[number(hostPage)]++;
    }
    if (isGlobal) {
      globals = record(global, globals, entry);
    } else {
      locals = record(local, locals, entry);
    }
  }

  private void invalidate(long entry) {
    long tag = HostMemory.getLong(entry);
    if (tag != TLB_INVALID) {
      HostMemory.putLong(entry, TLB_INVALID);
      if (isWrite(entry)) {
        writable[number(tag + HostMemory.getLong(entry + 8))]--;
      }
    }
  }

  private boolean isWrite(long entry) {
    return ((entry - base) / TLB_BYTES & 1) != 0;
  }

  private int number(long hostPage) {
    return (int) (hostPage >>> 12) & writable.length - 1;
  }

  /** Whether a page put there pushes no other out. */
  boolean isFree(long table, long linearPage) {
    long tag = HostMemory.getLong(table + (linearPage >>> TLB_SHIFT & TLB_OFFSET_MASK));
    return tag == TLB_INVALID || tag == linearPage;
  }

  private static int record(long[] journal, int count, long entry) {
    if (count < JOURNAL) {
      journal[count] = entry;
      return count + 1;
    }
    return JOURNAL + 1;
  }

  /** A translation of a page larger than 4 KiB was used. */
  void noteLarge(long linear, long bytes) {
    int half = linear < 0 ? 1 : 0;
    long start = linear & -bytes;
    largeLow[half] = Long.compareUnsigned(start, largeLow[half]) < 0 ? start : largeLow[half];
    long end = start + bytes - 1;
    largeHigh[half] = Long.compareUnsigned(end, largeHigh[half]) > 0 ? end : largeHigh[half];
  }

  boolean maybeLarge(long linear) {
    int half = linear < 0 ? 1 : 0;
    return Long.compareUnsigned(linear, largeLow[half]) >= 0
        && Long.compareUnsigned(linear, largeHigh[half]) <= 0;
  }

  void flushAll() {
    if (globals > JOURNAL || locals > JOURNAL) {
      empty();
    } else {
      drop(local, locals);
      drop(global, globals);
    }
    locals = 0;
    globals = 0;
    largeLow[0] = -1;
    largeLow[1] = -1;
    largeHigh[0] = 0;
    largeHigh[1] = 0;
  }

  void flushNonGlobal() {
    if (locals > JOURNAL) {
      empty();
    } else {
      drop(local, locals);
      locals = 0;
    }
  }

  private void drop(long[] journal, int count) {
    for (int i = 0; i < count; i++) {
      invalidate(journal[i]);
    }
  }

  /** Drops all entries, whatever was recorded. What is known of large pages stays. */
  private void empty() {
    HostMemory.fill(base, (long) TLB_BYTES * 2 * AccessClass.COUNT, (byte) -1);
    Arrays.fill(writable, (short) 0);
    locals = 0;
    globals = 0;
  }

  void flushPage(long linear) {
    long page = linear & PAGE_MASK;
    long slot = base + (page >>> TLB_SHIFT & TLB_OFFSET_MASK);
    for (int table = 0; table < 2 * AccessClass.COUNT; table++) {
      long entry = slot + (long) table * TLB_BYTES;
      if (HostMemory.getLong(entry) == page) {
        invalidate(entry);
      }
    }
  }

  /**
   * Removes every write tag that leads to a host page: it holds code from now on, so writes must be
   * seen. The last ones filled are looked at first: programs that make code execute it soon.
   */
  void dropWriteTags(long hostPage) {
    if (locals > JOURNAL || globals > JOURNAL) {
      empty();
      return;
    }
    dropWriteTags(hostPage, local, locals);
    dropWriteTags(hostPage, global, globals);
  }

  private void dropWriteTags(long hostPage, long[] journal, int count) {
    for (int i = count - 1; i >= 0 && writable[number(hostPage)] > 0; i--) {
      long entry = journal[i];
      long tag = HostMemory.getLong(entry);
      if (isWrite(entry) && tag != TLB_INVALID && tag + HostMemory.getLong(entry + 8) == hostPage) {
        invalidate(entry);
      }
    }
  }
}
