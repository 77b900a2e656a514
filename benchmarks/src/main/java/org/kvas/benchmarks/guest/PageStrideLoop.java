package org.kvas.benchmarks.guest;

import static org.kvas.translator.x86.assemble.Pointer.qword;
import static org.kvas.translator.x86.assemble.Registers.*;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/**
 * A load from one page after the other: with few pages the TLB hits, with all of them it misses.
 */
public final class PageStrideLoop extends GuestLoop {
  /** More than the TLB holds, so that each entry was replaced before it is needed again. */
  public static final int TOO_MANY = Layout.PAGES;

  private final int pages;

  /**
   * @param pages a power of two
   */
  public PageStrideLoop(int pages) {
    this.pages = pages;
  }

  @Override
  void program(Assembler a) {
    a.mov(ESI, Layout.FIRST_PAGE).mov(ECX, ROUNDS);
    Label again = a.here();
    a.add(RAX, qword(RSI).index(RBX, 1)).add(EBX, Layout.PAGE).and(EBX, pages * Layout.PAGE - 1);
    a.dec(ECX).jne(again).hlt();
  }

  @Override
  long checksum() {
    long sum = 0;
    for (int i = 0; i < ROUNDS; i++) {
      sum += Layout.word(i & pages - 1);
    }
    return sum;
  }
}
