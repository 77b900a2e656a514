package org.kvas.benchmarks.guest;

import static org.kvas.translator.x86.assemble.Pointer.qword;
import static org.kvas.translator.x86.assemble.Registers.*;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/** Copies a quadword and adds up what it wrote. */
public final class CopyLoop extends GuestLoop {
  @Override
  void program(Assembler a) {
    a.mov(ESI, Layout.DATA).mov(EDI, Layout.COPY).mov(ECX, ROUNDS);
    Label again = a.here();
    a.mov(RDX, qword(RSI).index(RBX, 8)).mov(qword(RDI).index(RBX, 8), RDX);
    a.add(RAX, qword(RDI).index(RBX, 8));
    a.inc(EBX).and(EBX, Layout.WORDS - 1).dec(ECX).jne(again).hlt();
  }

  @Override
  long checksum() {
    long sum = 0;
    for (int i = 0; i < ROUNDS; i++) {
      sum += Layout.word(i & Layout.WORDS - 1);
    }
    return sum;
  }
}
