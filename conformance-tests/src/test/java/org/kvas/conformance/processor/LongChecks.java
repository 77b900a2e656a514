package org.kvas.conformance.processor;

import static org.kvas.conformance.processor.LongRom.*;
import static org.kvas.translator.x86.assemble.Pointer.byteAt;
import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Pointer.qword;
import static org.kvas.translator.x86.assemble.Pointer.sized;
import static org.kvas.translator.x86.assemble.Pointer.word;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.function.Consumer;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Constant;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.assemble.Pointer;
import org.kvas.translator.x86.decode.Mnemonic;

/** IA-32e mode: canonical addresses, paging rights, gates, compatibility mode. */
final class LongChecks {
  private static final long BEYOND = 0x8000_0000_0000L;
  private static final String REFUSED = "#0d.0000+00";
  private static final int AC = 0x4_0000;

  private LongChecks() {}

  static void write(LongRom rom) {
    canonical(rom);
    paging(rom);
    gates(rom);
    compatibility(rom);
    registers(rom);
    protections(rom);
  }

  /** What needs the model to have protection keys. */
  static void writeKeys(LongRom rom) {
    keys(rom);
  }

  /** What AMD's processors have otherwise. AMD64 manual, Vol. 2, 6.1. */
  static void writeAmd(LongRom rom) {
    rom.check(
        "STAR and CSTAR",
        "=00000000",
        a -> {
          a.lea(RAX, ptr(rom.answered)).xor(EDX, EDX).mov(ECX, 0xc000_0083L).wrmsr();
          a.mov(EDX, CODE).mov(ECX, 0xc000_0081L).wrmsr().xor(EAX, EAX);
        });
    rom.user(
        "SYSCALL in compatibility mode",
        "=00001234",
        USER_CODE_32,
        0,
        a -> a.mov(EAX, 0x1234).db(0x0f, 0x05));
    rom.check("SYSENTER in long mode", "#06.0000+00", a -> a.db(0x0f, 0x34));
  }

  private static void canonical(LongRom rom) {
    rom.check(
        "a non-canonical read", "#0d.0000+0a", a -> wide(a, RCX, BEYOND).mov(RAX, qword(RCX)));
    rom.check(
        "a non-canonical write", "#0d.0000+0a", a -> wide(a, RCX, BEYOND).mov(qword(RCX), RAX));
    rom.check(
        "non-canonical by RBP", "#0c.0000+0a", a -> wide(a, RBP, BEYOND).mov(RAX, qword(RBP)));
    rom.check(
        "non-canonical by RSP", "#0c.0000+0a", a -> wide(a, RSP, BEYOND).mov(RAX, qword(RSP)));
    rom.check("a non-canonical push", "#0c.0000+0a", a -> wide(a, RSP, BEYOND + 16).push(RAX));
    rom.check("a non-canonical pop", "#0c.0000+0a", a -> wide(a, RSP, BEYOND).pop(RAX));
    rom.check("a non-canonical return", "#0c.0000+0a", a -> wide(a, RSP, BEYOND).ret());
    rom.check("IRETQ from a non-canonical stack", "#0c.0000+0a", a -> wide(a, RSP, BEYOND).iretq());
    rom.check(
        "PUSH of a non-canonical operand",
        "#0d.0000+0a",
        a -> wide(a, RCX, BEYOND).push(qword(RCX)));
    rom.check("a non-canonical jump", "#0d.0000+0a", a -> wide(a, RCX, BEYOND).jmp(RCX));
    rom.check(
        "RET to a non-canonical address", "#0d.0000+0b", a -> wide(a, RCX, BEYOND).push(RCX).ret());
    rom.check(
        "WRMSR of a non-canonical base",
        "#0d.0000+0f",
        a -> a.mov(ECX, 0xc000_0100L).mov(EDX, 0x8000).xor(EAX, EAX).nop().nop().nop().wrmsr());
    rom.check(
        "INVLPG of a non-canonical address",
        "=00000000",
        a -> wide(a, RCX, BEYOND).invlpg(byteAt(RCX)));
  }

  private static void paging(LongRom rom) {
    rom.check(
        "a page not present", "#0e.0000+00c00400000", a -> a.mov(CL, byteAt(0x40_0000).in(DS)));
    rom.check(
        "a write to a page not present",
        "#0e.0002+00c00400000",
        a -> a.mov(byteAt(0x40_0000).in(DS), CL));
    leaf(
        rom,
        "a reserved address bit",
        "#0e.0009+00c00090000",
        4,
        0x8_0000,
        a -> a.mov(CL, at(0x9_0000)));
    leaf(
        rom,
        "a read-only page with CR0.WP",
        "#0e.0003+00c00090000",
        0,
        0x9_0005,
        a -> a.mov(at(0x9_0000), CL));
    leaf(rom, "reading it", "=00000000", 0, 0x9_0005, a -> a.mov(CL, at(0x9_0000)));
    leaf(
        rom,
        "a fetch from a page with NX",
        "#0e.0011+00c00090000",
        4,
        0x8000_0000L,
        a -> {
          a.mov(RCX, 0x9_0000);
          Label there = a.label();
          a.lea(RAX, ptr(there)).mov(qword(LongRom.BEGIN).in(DS), RCX).xor(EAX, EAX).jmp(RCX);
          a.bind(there);
        });
    rom.check(
        "dirty and accessed flags",
        "=00090067",
        a -> {
          restore(a);
          a.mov(at(0x9_0000), CL).mov(EAX, dword(LEAVES + 0x90 * 8).in(DS));
        });
    rom.check(
        "a word across into a page not present",
        "#0e.0000+00c00200000",
        a -> a.mov(CX, word(0x1f_ffff).in(DS)));
  }

  private static void leaf(
      LongRom rom, String name, String expected, int offset, long value, Consumer<Assembler> code) {
    rom.check(
        name,
        expected,
        a -> {
          restore(a);
          a.mov(ECX, value).mov(dword(LEAVES + 0x90 * 8 + offset).in(DS), ECX);
          a.mov(RCX, CR3).mov(CR3, RCX);
          Label begin = a.label();
          a.lea(RCX, ptr(begin)).mov(qword(LongRom.BEGIN).in(DS), RCX).xor(ECX, ECX).bind(begin);
          code.accept(a);
        });
  }

  private static void restore(Assembler a) {
    a.mov(dword(LEAVES + 0x90 * 8).in(DS), 0x9_0007).mov(dword(LEAVES + 0x90 * 8 + 4).in(DS), 0);
    a.mov(RCX, CR3).mov(CR3, RCX).xor(ECX, ECX);
  }

  private static Pointer at(long address) {
    return byteAt(address).in(DS);
  }

  private static void gates(LongRom rom) {
    rom.check("INT beyond the IDT", "#0d.0282+00", a -> a.interrupt(0x50));
    rom.check("a jump to a TSS", "#0d.0038+0f", a -> farJump(a, TASK));
    rom.check("a jump to data", "#0d.0010+0f", a -> farJump(a, FLAT));
    rom.check(
        "the stack is aligned at an interrupt",
        "=00000000",
        a -> {
          Label handler = a.label();
          Label over = a.label();
          a.lea(RCX, ptr(handler)).mov(word(IDT + 0x40 * 16).in(DS), CX);
          a.mov(RSP, STACK - 5).interrupt(0x40);
          a.bind(handler).mov(EAX, ESP).and(EAX, 7).jmp(over).bind(over);
        });
    rom.check("IRETQ of NT", "#0d.0000+06", a -> a.push(0x4002).popf().iretq());
    rom.check("PUSHA", "#06.0000+00", a -> a.db(0x60));
    rom.check("INTO", "#06.0000+00", a -> a.db(0xce));
    rom.check("a far pointer in the instruction", "#06.0000+00", a -> a.db(0xea, 0, 0, 0, 0, 8, 0));
    rom.check("LDS", "#06.0000+00", a -> a.db(0xc5, 0x01));
    rom.check("MOV to CS", "#06.0000+00", a -> a.db(0x8e, 0xc8));
    rom.check("a null SS at CPL 0", "=00000000", a -> a.xor(ECX, ECX).mov(SS, CX));
    rom.check("a null SS of RPL 3", "#0d.0000+05", a -> a.mov(ECX, 3).mov(SS, CX));
    rom.check("UD2", "#06.0000+00", Assembler::ud2);
  }

  private static void farJump(Assembler a, int selector) {
    a.lea(RCX, ptr(SCRATCH).in(DS));
    a.mov(word(RCX).plus(4), selector).nop();
    a.emit(Mnemonic.JMPF, 4, sized(6, RCX));
  }

  private static void compatibility(LongRom rom) {
    rom.user("CPL 3 in 64-bit mode", "=0000002b", USER_CODE, 0, a -> a.mov(EAX, CS));
    rom.user("CPL 3 in compatibility mode", "=0000001b", USER_CODE_32, 0, a -> a.mov(EAX, CS));
    rom.user(
        "compatibility mode has 32-bit addresses",
        "=00000000",
        USER_CODE_32,
        0,
        a -> a.mov(EDX, USER_FLAT).mov(DS, DX).mov(ECX, -1).mov(EAX, dword(ECX).plus(0x8_0001)));
    rom.user("SYSENTER's MSR is null", "#0d.0000+00", USER_CODE, 0, Assembler::sysenter);
    rom.user("HLT at CPL 3", REFUSED, USER_CODE, 0, Assembler::hlt);
    rom.user("SWAPGS at CPL 3", REFUSED, USER_CODE, 0, Assembler::swapgs);
    rom.user("RDMSR at CPL 3", REFUSED, USER_CODE, 0, Assembler::rdmsr);
    rom.user("SYSRET at CPL 3", REFUSED, USER_CODE, 0, a -> a.sysret(8));
    rom.user(
        "a user access to a supervisor page",
        "#0e.0005+00c00020000",
        USER_CODE,
        0,
        a -> a.mov(CL, at(DATA)));
    rom.user(
        "a user write to a supervisor page",
        "#0e.0007+00c00020000",
        USER_CODE,
        0,
        a -> a.mov(at(DATA), CL));
    rom.user(
        "a user access to a user page", "=00000000", USER_CODE, 0, a -> a.mov(CL, at(USER_PAGES)));
    rom.user(
        "a non-canonical push at CPL 3",
        "#0c.0000+0a",
        USER_CODE,
        0,
        a -> wide(a, RSP, BEYOND + 16).push(RAX));
    rom.user("a port without a map", REFUSED, USER_CODE, 0, a -> a.in(AL, 0x60));
    rom.check(
        "image pages back",
        "=00000000",
        a -> {
          a.mov(RDX, LEAVES);
          Label loop = a.here();
          a.and(dword(RDX), ~4).add(EDX, 8).cmp(EDX, LEAVES + 16 * 8).jne(loop);
          a.mov(RCX, CR3).mov(CR3, RCX);
        });
  }

  private static void registers(LongRom rom) {
    rom.check("an MSR that does not exist", "#0d.0000+05", a -> a.mov(ECX, 0x4242).rdmsr());
    rom.check(
        "a reserved bit of CR4",
        REFUSED.replace("+00", "+0a"),
        a -> a.mov(RCX, CR4).or(RCX, 1 << 30).mov(CR4, RCX));
    rom.check(
        "PAE off in IA-32e mode",
        "#0d.0000+07",
        a -> a.mov(RCX, CR4).and(RCX, ~0x20).mov(CR4, RCX));
    rom.check(
        "PG off in 64-bit mode",
        "#0d.0000+08",
        a -> a.mov(RCX, CR0).emit(Mnemonic.BTR, RCX, new Constant(31)).mov(CR0, RCX));
    rom.check(
        "NW without CD",
        "#0d.0000+08",
        a -> a.mov(RCX, CR0).emit(Mnemonic.BTS, RCX, new Constant(29)).mov(CR0, RCX));
    rom.check(
        "an address beyond MAXPHYADDR in CR3",
        "#0d.0000+0a",
        a -> wide(a, RCX, 1L << 60).mov(CR3, RCX));
    rom.check(
        "LME off under paging",
        "#0d.0000+0a",
        a -> a.mov(ECX, 0xc000_0080L).rdmsr().and(AH, 0xfe).wrmsr());
    rom.check(
        "a reserved memory type in the PAT",
        "#0d.0000+0c",
        a -> a.mov(ECX, 0x277).xor(EDX, EDX).mov(EAX, 2).wrmsr());
    rom.check("CR8 beyond 15", "#0d.0000+07", a -> a.mov(RCX, 0x10).mov(CR8, RCX));
  }

  private static void keys(LongRom rom) {
    rom.check("RDPKRU without CR4.PKE", "#06.0000+00", a -> a.db(0x0f, 0x01, 0xee));
    rom.check("CR4.PKE", "=00000000", a -> a.mov(RCX, CR4).or(RCX, 0x40_0000).mov(CR4, RCX));
    rom.check("WRPKRU with ECX", "#0d.0000+05", a -> a.mov(ECX, 1).db(0x0f, 0x01, 0xef));
    key(rom, "reads that a key forbids", "#0e.0021+00c00090000", 1, a -> a.mov(CL, at(0x9_0000)));
    key(rom, "writes that a key forbids", "#0e.0023+00c00090000", 2, a -> a.mov(at(0x9_0000), CL));
    leaf(
        rom,
        "writes that a key and the page forbid",
        "#0e.0023+00c00090000",
        0,
        0x9_0005,
        a -> {
          a.mov(dword(LEAVES + 0x90 * 8 + 4).in(DS), 3 << 27).mov(RCX, CR3).mov(CR3, RCX);
          Label begin = a.label();
          a.lea(RCX, ptr(begin)).mov(qword(LongRom.BEGIN).in(DS), RCX).bind(begin);
          a.mov(at(0x9_0000), CL);
        });
    key(rom, "reads that a key permits", "=00000000", 2, a -> a.mov(CL, at(0x9_0000)));
    rom.check("RDPKRU", "=00000002", a -> a.xor(ECX, ECX).db(0x0f, 0x01, 0xee).shr(EAX, 6));
    rom.check("PKE off", "=00000000", a -> a.mov(RCX, CR4).and(RCX, ~0x40_0000).mov(CR4, RCX));
  }

  /** Key 3 with certain rights, for a user page. */
  private static void key(
      LongRom rom, String name, String expected, int rights, Consumer<Assembler> code) {
    leaf(
        rom,
        name,
        expected,
        4,
        3 << 27,
        a -> {
          a.mov(EAX, rights << 6).xor(ECX, ECX).xor(EDX, EDX).db(0x0f, 0x01, 0xef);
          Label begin = a.label();
          a.lea(RCX, ptr(begin)).mov(qword(LongRom.BEGIN).in(DS), RCX);
          a.xor(ECX, ECX).xor(EAX, EAX).bind(begin);
          code.accept(a);
        });
  }

  private static void protections(LongRom rom) {
    rom.check(
        "CR4.SMEP and SMAP", "=00000000", a -> a.mov(RCX, CR4).or(RCX, 0x30_0000).mov(CR4, RCX));
    rom.check(
        "SMAP: a supervisor read of a user page",
        "#0e.0001+00c00080000",
        a -> a.mov(CL, at(USER_PAGES)));
    rom.check(
        "SMAP: a supervisor write to it", "#0e.0003+00c00080000", a -> a.mov(at(USER_PAGES), CL));
    rom.check("SMAP: with STAC", "=00000000", a -> a.stac().mov(CL, at(USER_PAGES)).clac());
    rom.check(
        "SMEP: a fetch from a user page",
        "#0e.0011+00c00080000",
        a -> a.mov(RCX, USER_PAGES).mov(qword(LongRom.BEGIN).in(DS), RCX).jmp(RCX));
    rom.check("both off", "=00000000", a -> a.mov(RCX, CR4).and(RCX, ~0x30_0000).mov(CR4, RCX));
    rom.check("CR4.UMIP", "=00000000", a -> a.mov(RCX, CR4).or(RCX, 0x800).mov(CR4, RCX));
    for (Mnemonic mnemonic : new Mnemonic[] {Mnemonic.SLDT, Mnemonic.STR, Mnemonic.SMSW}) {
      rom.user("UMIP: " + mnemonic, REFUSED, USER_CODE, 0, a -> a.emit(mnemonic, EAX));
    }
    rom.user("UMIP: SGDT", REFUSED, USER_CODE, 0, a -> a.sgdt(ptr(USER_PAGES).in(DS)));
    rom.user("UMIP: SIDT", REFUSED, USER_CODE, 0, a -> a.sidt(ptr(USER_PAGES).in(DS)));
    rom.check("UMIP: SMSW at CPL 0", "=00000011", a -> a.smsw(EAX).and(EAX, 0x11));
    rom.check("UMIP off", "=00000000", a -> a.mov(RCX, CR4).and(RCX, ~0x800).mov(CR4, RCX));
    rom.user(
        "AC in 64-bit mode without CR0.AM",
        "=00000000",
        USER_CODE,
        AC,
        a -> a.mov(ECX, dword(USER_PAGES + 1).in(DS)));
  }
}
