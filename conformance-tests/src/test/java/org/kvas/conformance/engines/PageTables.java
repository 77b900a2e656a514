package org.kvas.conformance.engines;

import java.nio.ByteBuffer;
import java.util.Random;
import org.kvas.conformance.engines.GuestImage.Paging;

/**
 * Page tables that map every linear address to some page, so that hardly a pointer is bad and every
 * page has aliases: four last-level tables that the upper levels choose from.
 */
final class PageTables {
  /** In an entry: not present, but the guest's "system" maps it when it is touched. */
  static final long ON_DEMAND = 1 << 9;

  /** Pages of system structures, mapped as they are. */
  private static final int FIRST_SYSTEM_PAGE = GuestImage.SYSTEM >> 12;

  private static final int SYSTEM_PAGES = 16;
  private static final int TABLES = GuestImage.MEMORY;
  private static final int PAGES = GuestImage.MEMORY >> 12;
  private static final int PRESENT = 7;

  private final Paging paging;
  private final Random random;
  private final ByteBuffer words;
  private final int firstData;

  /**
   * @param words all memory
   * @param firstData the first page that aliases lead to, most often
   */
  PageTables(Paging paging, Random random, ByteBuffer words, int firstData) {
    this.paging = paging;
    this.random = random;
    this.words = words;
    this.firstData = firstData;
  }

  private boolean isWide() {
    return paging == Paging.PAE || paging == Paging.FOUR_LEVELS;
  }

  private static int table(int i) {
    return TABLES + (i << 12);
  }

  /** CR3. */
  static int root(Paging paging) {
    return table(paging == Paging.TWO_LEVELS ? 4 : paging == Paging.PAE ? 5 : 6);
  }

  void fill() {
    int entries = isWide() ? 512 : 1024;
    for (int t = 0; t < 4; t++) {
      for (int i = 0; i < entries; i++) {
        put(table(t), i, t == 0 ? plainEntry(i) : entry(alias()));
      }
    }
    fillUpper(4, 0, 4);
    if (isWide()) {
      fillUpper(5, 4, 1);
      fillUpper(6, 5, 1);
    }
  }

  private int alias() {
    return random.nextInt(16) == 0 ? random.nextInt(PAGES) : random.nextInt(firstData, PAGES);
  }

  /** A table whose entries point to some of {@code count} tables, the first entry to the first. */
  private void fillUpper(int index, int below, int count) {
    int entries = isWide() ? 512 : 1024;
    boolean pointers = paging == Paging.PAE && index == 5;
    for (int i = 0; i < entries; i++) {
      long next = table(below + (i == 0 ? 0 : random.nextInt(count)));
      put(table(index), i, next | (pointers ? 1 : PRESENT));
    }
  }

  private void put(int table, int index, long entry) {
    if (isWide()) {
      words.putLong(table + 8 * index, entry);
    } else {
      words.putInt(table + 4 * index, (int) entry);
    }
  }

  private long plainEntry(int page) {
    boolean own =
        page < GuestImage.CODE_END >> 12
            || page >= FIRST_SYSTEM_PAGE && page < FIRST_SYSTEM_PAGE + SYSTEM_PAGES
            || page < PAGES && random.nextInt(12) != 0;
    return own ? (long) page << 12 | PRESENT : entry(page < PAGES ? page : alias());
  }

  /** An entry with rights of chance for a page. */
  long entry(int page) {
    boolean high = random.nextInt(40) == 0;
    long frame = high ? GuestImage.HIGH | page << 12 & GuestImage.HIGH_BYTES - 1 : page << 12;
    return switch (random.nextInt(16)) {
      case 0 -> frame | 6;
      case 1 -> frame | ON_DEMAND | 6;
      case 2 -> frame | 5;
      case 3 -> frame | 3;
      case 4 -> frame | 0x67;
      default -> frame | PRESENT;
    };
  }

  /** Bytes of an entry. */
  static int entrySize(Paging paging) {
    return paging == Paging.TWO_LEVELS ? 4 : 8;
  }

  /** Physical address of the last-level entry for a linear page below 256 KiB. */
  static int entryAddress(Paging paging, int page) {
    return table(0) + page * entrySize(paging);
  }

  /** Reads guest-physical memory. */
  @FunctionalInterface
  interface Physical {
    long read(long address, int size);
  }

  /** Physical address of the last-level entry for any linear address. */
  static long entryAddress(Paging paging, long linear, Physical memory) {
    if (paging == Paging.TWO_LEVELS) {
      long directory = memory.read(table(4) + (int) (linear >>> 20 & 0xffc), 4);
      return (directory & 0xffff_f000L) + (linear >>> 10 & 0xffc);
    }
    long directory = memory.read(table(4) + (int) (linear >>> 18 & 0xff8), 8);
    return (directory & 0xffff_f000L) + (linear >>> 9 & 0xff8);
  }
}
