package org.kvas.benchmarks.guest;

import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Pointer.qword;
import static org.kvas.translator.x86.assemble.Registers.*;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/**
 * User code loads from two pages in turn; the kernel's page-fault handler maps the one and unmaps
 * the other, so that each load faults once.
 */
public final class PageFaultLoop extends GuestLoop {
  private static final int ENTRIES = Layout.pageTableEntry(Layout.FIRST_PAGE);

  @Override
  void program(Assembler a) {
    Label user = a.label();
    Label kernel = a.label();
    a.and(dword(ENTRIES), -2).and(dword(ENTRIES + 8), -2).mov(R8, CR3).mov(CR3, R8);
    a.mov(EBX, ROUNDS).mov(ESI, Layout.FIRST_PAGE);
    UserCode.enter(a, user, kernel);
    a.bind(user).add(RAX, qword(RSI)).xor(RSI, Layout.PAGE).dec(EBX).jne(user).syscall();
    a.bind(kernel).shl(R10, 32).xor(RAX, R10).hlt();
  }

  /** R10 counts. */
  @Override
  void pageFaultHandler(Assembler a, Label handler) {
    a.bind(handler).inc(R10).mov(R8, CR2).mov(R9D, R8D).shr(R9D, 12).and(R9D, 1);
    a.or(dword(ENTRIES).index(R9, 8), 1).xor(R9D, 1).and(dword(ENTRIES).index(R9, 8), -2);
    a.xor(R8, Layout.PAGE).invlpg(ptr(R8)).add(RSP, 8).iretq();
  }

  @Override
  long checksum() {
    return ROUNDS / 2 * (Layout.word(0) + Layout.word(1)) ^ (long) ROUNDS << 32;
  }
}
