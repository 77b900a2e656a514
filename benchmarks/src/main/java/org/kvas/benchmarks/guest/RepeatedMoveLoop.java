package org.kvas.benchmarks.guest;

import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Pointer.qword;
import static org.kvas.translator.x86.assemble.Registers.*;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/** {@code REP MOVSB} of a page's length, to and from places that are not aligned. */
public final class RepeatedMoveLoop extends GuestLoop {
  private static final int STEP = 24;
  private static final int TURNS = 512;

  @Override
  void program(Assembler a) {
    a.mov(R8D, ROUNDS);
    Label again = a.here();
    a.lea(RSI, ptr(RBX).plus(Layout.DATA + 8)).lea(RDI, ptr(RBX).plus(Layout.COPY + 3));
    a.mov(ECX, Layout.PAGE).rep().movsb();
    a.add(RAX, qword(RDI).plus(-8)).add(EBX, STEP).inc(R9D);
    a.test(R9D, TURNS - 1);
    Label goOn = a.label();
    a.jne(goOn).xor(EBX, EBX).bind(goOn).dec(R8D).jne(again).hlt();
  }

  @Override
  long checksum() {
    long sum = 0;
    for (int i = 0; i < ROUNDS; i++) {
      int start = (i & TURNS - 1) * STEP;
      sum += Layout.word((start + 8 + Layout.PAGE - 8) / 8);
    }
    return sum;
  }
}
