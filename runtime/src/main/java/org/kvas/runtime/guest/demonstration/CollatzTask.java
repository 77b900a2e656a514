package org.kvas.runtime.guest.demonstration;

import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Registers.*;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/**
 * Looks for the start with the longest way down to 1, halving even numbers and taking 3n + 1 of odd
 * ones. Before that it does what it must not.
 */
final class CollatzTask extends Task {
  @Override
  void program(Assembler a) {
    say(a, "task 2: In ring 3. First I try to write where the kernel is.\n");
    Label caught = a.label();
    a.mov(EAX, ON_PAGE_FAULT).lea(RSI, ptr(caught)).syscall();
    a.mov(dword(MemoryLayout.IMAGE), 0);
    say(a, "task 2: The processor let me!\n");
    a.bind(caught);
    say(a, "task 2: That did not work. I look for long Collatz chains.\n");
    search(a);
  }

  /** RBX is the start, RCX its steps, RBP the most steps so far. */
  private static void search(Assembler a) {
    Label next = a.label();
    Label step = a.label();
    Label even = a.label();
    Label one = a.label();
    Label shorter = a.label();
    a.xor(EBP, EBP).mov(EBX, 1);
    a.bind(next).xor(ECX, ECX).mov(RAX, RBX);
    a.bind(step).cmp(RAX, 1).je(one).inc(ECX).test(AL, 1).je(even);
    a.lea(RAX, ptr(RAX).index(RAX, 2).plus(1)).jmp(step);
    a.bind(even).shr(RAX, 1).jmp(step);
    a.bind(one).cmp(ECX, EBP).jbe(shorter).mov(EBP, ECX);
    found(a, RBX, RBP);
    a.bind(shorter).inc(RBX).jmp(next);
  }
}
