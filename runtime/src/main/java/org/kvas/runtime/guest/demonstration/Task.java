package org.kvas.runtime.guest.demonstration;

import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Pointer.qword;
import static org.kvas.translator.x86.assemble.Registers.*;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.assemble.Register;

/**
 * A program for ring 3. It never ends and never waits. What it found last is the first quadword of
 * its data: the argument in the high half, the value in the low one, stored at once so that whoever
 * looks sees a pair that belongs together.
 */
abstract class Task {
  /** System call: print the text at RSI, which is in the code page and ends with a zero. */
  static final int WRITE = 0;

  /** System call: at the task's next page fault it goes on at RSI. */
  static final int ON_PAGE_FAULT = 1;

  /** The program for {@link MemoryLayout#USER_CODE}, at most a page. */
  final byte[] code() {
    Assembler a = new Assembler(64, MemoryLayout.USER_CODE);
    program(a);
    byte[] code = a.assemble();
    if (code.length > MemoryLayout.PAGE) {
      throw new IllegalStateException("a task's code is one page");
    }
    return code;
  }

  abstract void program(Assembler a);

  /** Prints; the text goes behind the jump over it. */
  static void say(Assembler a, String text) {
    Label start = a.label();
    Label behind = a.label();
    a.jmp(behind).bind(start).text(text.replace("\n", "\r\n")).db(0);
    a.bind(behind).mov(EAX, WRITE).lea(RSI, ptr(start)).syscall();
  }

  /** Stores the pair; RAX is lost. */
  static void found(Assembler a, Register argument, Register value) {
    a.mov(RAX, argument).shl(RAX, 32).or(RAX, value).mov(qword(MemoryLayout.USER_DATA), RAX);
  }
}
