package org.kvas.benchmarks.guest;

import org.kvas.translator.state.VcpuState;

/** Where things are in the memory of a {@link BareProcessor}; linear is physical. */
final class Layout {
  static final int PAGE = 4096;
  static final int GDT = 0x1000;
  static final int IDT = 0x2000;
  static final int TSS = 0x3000;

  /** Behind it the page-directory-pointer table, the directory and the page tables. */
  static final int PML4 = 0x4000;

  static final int PAGE_TABLES = PML4 + 3 * PAGE;
  static final int KERNEL_STACK_TOP = 0x1_f000;
  static final int CODE = 0x2_0000;

  /** {@link #WORDS} quadwords that {@link #word} tells. */
  static final int DATA = 0x10_0000;

  static final int WORDS = 8192;

  /** As large, to be written to. */
  static final int COPY = DATA + WORDS * 8;

  /** {@link #PAGES} pages that each begin with a quadword that {@link #word} tells. */
  static final int FIRST_PAGE = 0x80_0000;

  /** Twice as many as the TLB has entries. */
  static final int PAGES = 2 * VcpuState.TLB_ENTRIES;

  static final int MEMORY = FIRST_PAGE + PAGES * PAGE;

  private Layout() {}

  /** Word {@code index} of the data, also the first of page {@code index}: SplitMix64. */
  static long word(int index) {
    long z = (index + 1) * 0x9e37_79b9_7f4a_7c15L;
    z = (z ^ z >>> 30) * 0xbf58_476d_1ce4_e5b9L;
    z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
    return z ^ z >>> 31;
  }

  /** The address of the page-table entry for a linear address. */
  static int pageTableEntry(int linear) {
    return PAGE_TABLES + linear / PAGE * 8;
  }
}
