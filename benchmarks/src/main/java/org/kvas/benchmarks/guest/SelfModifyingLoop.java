package org.kvas.benchmarks.guest;

import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Registers.*;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/** An instruction whose immediate the loop rewrites in each round. */
public final class SelfModifyingLoop extends GuestLoop {
  private static final int BIG = 0x1234_5678;

  @Override
  void program(Assembler a) {
    Label next = a.label();
    a.mov(ECX, ROUNDS).mov(dword(next).plus(-4), BIG);
    Label again = a.here();
    a.inc(dword(next).plus(-4)).add(RDX, BIG).bind(next);
    a.add(RAX, RDX).dec(ECX).jne(again).hlt();
  }

  @Override
  long checksum() {
    long sum = 0;
    long total = 0;
    for (int i = 1; i <= ROUNDS; i++) {
      sum += BIG + i;
      total += sum;
    }
    return total;
  }
}
