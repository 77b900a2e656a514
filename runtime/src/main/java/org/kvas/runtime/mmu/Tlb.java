package org.kvas.runtime.mmu;

import static org.kvas.translator.state.VcpuState.PAGE_MASK;
import static org.kvas.translator.state.VcpuState.TLB_BYTES;
import static org.kvas.translator.state.VcpuState.TLB_ENTRIES;
import static org.kvas.translator.state.VcpuState.TLB_INVALID;
import static org.kvas.translator.state.VcpuState.TLB_OFFSET_MASK;
import static org.kvas.translator.state.VcpuState.TLB_SHIFT;

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
   * Linear ranges that large pages cover, one for each half of the address space: INVLPG inside
   * flushes all.
   */
  private final long[] largeLow = {-1, -1};

  private final long[] largeHigh = {0, 0};

  Tlb() {
    clear();
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
    HostMemory.putLong(entry, linearPage);
    HostMemory.putLong(entry + 8, hostPage - linearPage);
    if (isGlobal) {
      globals = record(global, globals, entry);
    } else {
      locals = record(local, locals, entry);
    }
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
      clear();
      return;
    }
    drop(local, locals);
    drop(global, globals);
    forget();
  }

  void flushNonGlobal() {
    if (locals > JOURNAL) {
      clear();
      return;
    }
    drop(local, locals);
    locals = 0;
  }

  private static void drop(long[] journal, int count) {
    for (int i = 0; i < count; i++) {
      HostMemory.putLong(journal[i], TLB_INVALID);
    }
  }

  private void clear() {
    HostMemory.fill(base, (long) TLB_BYTES * 2 * AccessClass.COUNT, (byte) -1);
    forget();
  }

  private void forget() {
    locals = 0;
    globals = 0;
    largeLow[0] = -1;
    largeLow[1] = -1;
    largeHigh[0] = 0;
    largeHigh[1] = 0;
  }

  void flushPage(long linear) {
    long page = linear & PAGE_MASK;
    long slot = base + (page >>> TLB_SHIFT & TLB_OFFSET_MASK);
    for (int table = 0; table < 2 * AccessClass.COUNT; table++) {
      long entry = slot + (long) table * TLB_BYTES;
      if (HostMemory.getLong(entry) == page) {
        HostMemory.putLong(entry, TLB_INVALID);
      }
    }
  }

  /**
   * Removes every write tag that leads to a host page: it holds code from now on, so writes must be
   * seen.
   */
  void dropWriteTags(long hostPage) {
    for (int accessClass = 0; accessClass < AccessClass.COUNT; accessClass++) {
      long entry = writeTable(accessClass);
      for (int i = 0; i < TLB_ENTRIES; i++, entry += 16) {
        long tag = HostMemory.getLong(entry);
        if (tag != TLB_INVALID && tag + HostMemory.getLong(entry + 8) == hostPage) {
          HostMemory.putLong(entry, TLB_INVALID);
        }
      }
    }
  }
}
