package org.kvas.benchmarks.guest;

import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Pointer.qword;
import static org.kvas.translator.x86.assemble.Registers.*;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/** Flushes the TLB, or one page of it, and loads from two pages. */
public final class FlushLoop extends GuestLoop {
  private final boolean wholeTlb;

  /**
   * @param wholeTlb by a write to CR3; otherwise by INVLPG
   */
  public FlushLoop(boolean wholeTlb) {
    this.wholeTlb = wholeTlb;
  }

  @Override
  void program(Assembler a) {
    a.mov(ESI, Layout.FIRST_PAGE).mov(ECX, ROUNDS).mov(RDX, CR3);
    Label again = a.here();
    if (wholeTlb) {
      a.mov(CR3, RDX);
    } else {
      a.invlpg(ptr(RSI));
    }
    a.add(RAX, qword(RSI)).add(RAX, qword(RSI).plus(Layout.PAGE)).dec(ECX).jne(again).hlt();
  }

  @Override
  long checksum() {
    return ROUNDS * (Layout.word(0) + Layout.word(1));
  }
}
