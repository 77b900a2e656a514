package org.kvas.benchmarks.guest;

import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Registers.*;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/** A call and a return. */
public final class CallLoop extends GuestLoop {
  @Override
  void program(Assembler a) {
    Label function = a.label();
    a.mov(ECX, ROUNDS);
    Label again = a.here();
    a.call(function).dec(ECX).jne(again).hlt();
    a.bind(function).lea(RAX, ptr(RAX).index(RAX, 2).plus(1)).ret();
  }

  @Override
  long checksum() {
    long x = 0;
    for (int i = 0; i < ROUNDS; i++) {
      x = 3 * x + 1;
    }
    return x;
  }
}
