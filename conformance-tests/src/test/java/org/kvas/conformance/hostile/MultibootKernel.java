package org.kvas.conformance.hostile;

import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.function.BiConsumer;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.assemble.Pointer;

/**
 * A 32-bit program that a multiboot loader starts. Every interrupt and exception goes to one
 * handler, which resets the stack and jumps to where {@link #RESUME} says.
 */
final class MultibootKernel {
  /** The address to go on at is stored here. */
  static final int RESUME = 0x8000;

  static final int STACK_TOP = 0x7_0000;
  private static final int BASE = 0x10_0000;
  private static final int IDT = 0x1000;
  private static final int VECTORS = 256;
  private static final int MAGIC = 0x1bad_b002;
  private static final int HEADER_HAS_ADDRESSES = 1 << 16;

  private MultibootKernel() {}

  /** An image with code that begins without any interrupt table. */
  static byte[] plain(BiConsumer<Assembler, Label> program) {
    Assembler a = new Assembler(32, BASE);
    Label start = a.label("start");
    Label end = a.label("end");
    a.dd(MAGIC, HEADER_HAS_ADDRESSES, -(MAGIC + HEADER_HAS_ADDRESSES));
    a.dd(BASE, BASE, 0, 0).dd(start).bind(start).mov(ESP, STACK_TOP);
    program.accept(a, end);
    a.bind(end);
    return a.assemble();
  }

  /** An image whose code goes on at {@link #RESUME} whatever happens. */
  static byte[] resuming(BiConsumer<Assembler, Label> program) {
    return plain(
        (a, end) -> {
          Label handler = a.label("handler");
          Label table = a.label("table");
          Label begin = a.label("begin");
          a.mov(EDI, IDT).mov(ECX, VECTORS);
          Label next = a.here();
          a.mov(EAX, handler).mov(dword(EDI), EAX).mov(EDX, EAX).mov(EAX, CS);
          a.mov(atEntry(2), AX).mov(dword(EDI).plus(4), 0x8e00).shr(EDX, 16);
          a.mov(atEntry(6), DX).add(EDI, 8).loop(next);
          a.lidt(ptr(table)).jmp(begin);
          a.bind(handler).mov(ESP, STACK_TOP).cld().jmp(dword(RESUME));
          a.bind(table).dw(VECTORS * 8 - 1).dd(IDT);
          a.bind(begin);
          program.accept(a, end);
        });
  }

  private static Pointer atEntry(int offset) {
    return Pointer.word(EDI).plus(offset);
  }
}
