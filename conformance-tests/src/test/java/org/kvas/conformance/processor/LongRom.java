package org.kvas.conformance.processor;

import static org.kvas.translator.x86.assemble.FarAddress.far;
import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Pointer.qword;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.function.Consumer;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Constant;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.assemble.Pointer;
import org.kvas.translator.x86.assemble.Register;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * Checks in 64-bit mode. The image is mapped at linear address 0; memory from 64 KiB on lies where
 * it is, 2 MiB of it, with user pages from {@link #USER_PAGES} on.
 */
final class LongRom extends CheckRom {
  static final int BASE = 0x1_0000;
  static final int GDT = BASE;
  static final int IDT = BASE + 0x400;
  static final int TSS = BASE + 0xa00;
  static final int VARIABLES = BASE + 0xc00;
  static final int SCRATCH = VARIABLES + 0x40;

  /** PML4, directory pointers, directory, and the table of the first 2 MiB. */
  static final int TABLES = 0x4_0000;

  static final int LEAVES = TABLES + 0x3000;
  static final int STACK = 0x2_8000;
  static final int INTERRUPT_STACK = 0x3_0000;
  static final int DATA = 0x2_0000;
  static final int USER_PAGES = 0x8_0000;
  static final int USER_STACK = 0x8_8000;

  static final int CODE = 0x08;
  static final int FLAT = 0x10;
  static final int USER_CODE_32 = 0x1b;
  static final int USER_FLAT = 0x23;
  static final int USER_CODE = 0x2b;
  static final int CODE_32 = 0x30;
  static final int TASK = 0x38;
  static final int LAST = 0x48;

  private static final int ROM_OFFSET = 0xe000;
  private static final int TABLE_BYTES = 0x1000;
  private static final int VECTORS = 0x42;
  private static final int ANSWER = 3;
  private static final int RESUME = VARIABLES;
  static final int BEGIN = VARIABLES + 8;
  private static final int EFER = 0xc000_0080;

  private final Label[] handlers = new Label[VECTORS];
  private final Label digits;
  final Label answered = a.label("answered");
  private final Label resume = a.label("resume");
  private final Consumer<LongRom> body;

  /**
   * @param body writes the checks
   */
  LongRom(Consumer<LongRom> body) {
    this.body = body;
    a.bits(64);
    digits = hexadecimal();
  }

  static Pointer at(Register segment, long address) {
    return qword(address).in(segment);
  }

  @Override
  Label program() {
    answer();
    handlers();
    Label start = a.bits(16).here();
    Label wide = a.label();
    enter(wide);
    a.bits(64).bind(wide);
    load(SS, FLAT);
    a.mov(RSP, STACK).mov(AX, TASK).ltr(AX);
    body.accept(this);
    end();
    tables();
    return start;
  }

  private void enter(Label wide) {
    Label over = a.label();
    Label gdtr = a.label();
    Label idtr = a.label();
    a.cli().cld().jmp(over);
    a.bind(gdtr).dw(LAST - 1).dd(GDT).bind(idtr).dw(VECTORS * 16 - 1).dd(IDT).bind(over);
    load(DS, 0xf000);
    load(ES, BASE >> 4);
    a.mov(SI, ROM_OFFSET).xor(DI, DI).mov(CX, TABLE_BYTES).rep().movsb();
    a.emit(Mnemonic.LGDT, 4, ptr(gdtr)).emit(Mnemonic.LIDT, 4, ptr(idtr));
    pageTables();
    a.mov(EAX, 0x620).mov(CR4, EAX).mov(EAX, TABLES).mov(CR3, EAX);
    a.mov(ECX, EFER & 0xffff_ffffL).rdmsr().or(EAX, 0x901).wrmsr();
    a.mov(EAX, CR0).and(EAX, 0x9fff_ffffL).or(EAX, 0x8001_0001L).mov(CR0, EAX);
    a.jmpFar(far(CODE, wide));
  }

  private void pageTables() {
    load(ES, TABLES >> 4);
    a.xor(DI, DI).xor(EAX, EAX).mov(CX, 0x1000).emit(Mnemonic.CLD).rep().stosd();
    for (int level = 0; level < 3; level++) {
      a.mov(dword(0x1000 * level).in(ES), TABLES + 0x1000 * (level + 1) | 7);
    }
    a.mov(DI, 0x3000).mov(EAX, 0xf_0003);
    Label page = a.here();
    Label identity = a.label();
    Label supervisor = a.label();
    a.cmp(DI, 0x3000 + 16 * 8).jne(identity).mov(EAX, BASE | 3).bind(identity);
    a.cmp(EAX, USER_PAGES | 3).jne(supervisor).or(EAX, 4).bind(supervisor);
    a.mov(dword(DI).in(ES), EAX).add(EAX, 0x1000).add(DI, 8).cmp(DI, 0x4000).jne(page);
  }

  private void answer() {
    a.bind(answered).mov(RBX, RAX);
    print('=');
    a.mov(RAX, RBX).mov(CL, 8).call(digits);
    a.bind(resume);
    load(SS, FLAT);
    a.mov(RSP, STACK);
    for (Register segment : new Register[] {DS, ES, FS, GS}) {
      load(segment, FLAT);
    }
    a.push(2).popf();
    print('\n');
    a.jmp(at(DS, RESUME));
  }

  private void handlers() {
    Label common = a.label();
    for (int vector = 0; vector < VECTORS; vector++) {
      handlers[vector] = a.here();
      if (vector == ANSWER) {
        a.jmp(answered);
        continue;
      }
      if (vector != 8 && (vector < 10 || vector > 14) && vector != 17) {
        a.push(0);
      }
      a.push(vector).jmp(common);
    }
    a.bind(common).mov(RBP, RSP);
    field('#', 0, 2, 0);
    field('.', 8, 4, 0);
    field('+', 16, 2, BEGIN);
    Label noPage = a.label();
    a.cmp(dword(RBP), 14).jne(noPage);
    print('c');
    a.mov(RAX, CR2).mov(CL, 8).call(digits).bind(noPage).jmp(resume);
  }

  private void field(char mark, int offset, int count, int minus) {
    print(mark);
    a.mov(EAX, dword(RBP).plus(offset));
    if (minus != 0) {
      a.sub(EAX, dword(minus).in(DS));
    }
    a.shl(EAX, 32 - 4 * count).mov(CL, count).call(digits);
  }

  private void tables() {
    a.bits(16).org(ROM_OFFSET);
    a.dq(0, 0x00af_9b00_0000_ffffL, 0x00cf_9300_0000_ffffL, 0x00cf_fb00_0000_ffffL);
    a.dq(0x00cf_f300_0000_ffffL, 0x00af_fb00_0000_ffffL, 0x00cf_9b00_0000_ffffL);
    a.dq(0x0000_8900_0000_0067L | (long) TSS << 16, 0);
    a.org(ROM_OFFSET + IDT - BASE);
    for (int vector = 0; vector < VECTORS; vector++) {
      // every handler has a stack of its own but those for INT 0x40 and 0x41
      int stack = vector < 0x40 && vector != ANSWER ? 1 : 0;
      a.dw(handlers[vector]).dw(CODE).db(stack, vector == ANSWER ? 0xee : 0x8e).dw(0).dq(0);
    }
    a.org(ROM_OFFSET + TSS - BASE).dd(0).dq(STACK).org(ROM_OFFSET + TSS - BASE + 0x24);
    a.dq(INTERRUPT_STACK).org(ROM_OFFSET + TSS - BASE + 0x66).dw(0x68);
  }

  /** A check in 64-bit code at CPL 0; the answer is EAX, zero at the start. */
  void check(String name, String expected, Consumer<Assembler> code) {
    register(name, expected);
    Label next = a.label();
    Label begin = a.label();
    a.lea(RAX, ptr(next)).mov(at(DS, RESUME), RAX).lea(RAX, ptr(begin)).mov(at(DS, BEGIN), RAX);
    a.xor(EAX, EAX).bind(begin);
    code.accept(a);
    a.bits(64).jmp(answered).bind(next);
  }

  /** Offsets in the answer count from here. Changes RDX. */
  void begin() {
    Label here = a.label();
    a.lea(RDX, ptr(here)).mov(at(DS, BEGIN), RDX).bind(here);
  }

  /** A check in 64-bit or compatibility-mode code at CPL 3; the code must be in a user page. */
  void user(String name, String expected, int selector, int flags, Consumer<Assembler> code) {
    check(
        name,
        expected,
        a -> {
          Label there = a.label();
          Label end = a.label();
          a.mov(RDX, LEAVES);
          Label loop = a.here();
          a.or(dword(RDX), 4).add(EDX, 8).cmp(EDX, LEAVES + 16 * 8).jne(loop);
          a.mov(RAX, CR3).mov(CR3, RAX).lea(RAX, ptr(there)).mov(at(DS, BEGIN), RAX);
          a.push(USER_FLAT).push(USER_STACK).push(flags | 2).push(selector).push(RAX);
          a.xor(EAX, EAX).iretq().bind(there);
          a.bits(selector == USER_CODE ? 64 : 32);
          code.accept(a);
          a.int3().bits(64).bind(end);
        });
  }

  /** A 64-bit constant to a register. */
  static Assembler wide(Assembler a, Register register, long value) {
    return a.emit(Mnemonic.MOV, register, new Constant(value));
  }
}
