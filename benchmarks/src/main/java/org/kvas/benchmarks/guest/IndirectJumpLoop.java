package org.kvas.benchmarks.guest;

import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Pointer.qword;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.ArrayList;
import java.util.List;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/**
 * A jump through a table, as an interpreter's dispatch: with few targets a translated region learns
 * them all, with many it is left each time and the next block is looked up.
 */
public final class IndirectJumpLoop extends GuestLoop {
  private static final int BLOCK = 32;

  private final int targets;

  /**
   * @param targets a power of two
   */
  public IndirectJumpLoop(int targets) {
    this.targets = targets;
  }

  @Override
  void program(Assembler a) {
    Label table = a.label();
    Label next = a.label();
    a.lea(RSI, ptr(table)).mov(ECX, ROUNDS);
    Label again = a.here();
    a.jmp(qword(RSI).index(RBX, 8));
    List<Label> blocks = new ArrayList<>();
    for (int i = 0; i < targets; i++) {
      a.align(BLOCK);
      blocks.add(a.here());
      a.lea(RAX, ptr(RAX).index(RAX, 4).plus(i)).jmp(next);
    }
    a.bind(next).lea(EBX, ptr(RBX).index(RBX, 4).plus(1)).and(EBX, targets - 1);
    a.dec(ECX).jne(again).hlt();
    a.align(8).bind(table);
    blocks.forEach(a::dq);
  }

  @Override
  long checksum() {
    long x = 0;
    int target = 0;
    for (int i = 0; i < ROUNDS; i++) {
      x = 5 * x + target;
      target = 5 * target + 1 & targets - 1;
    }
    return x;
  }
}
