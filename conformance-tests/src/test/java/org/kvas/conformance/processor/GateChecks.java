package org.kvas.conformance.processor;

import static org.kvas.conformance.processor.ProtectedTables.*;
import static org.kvas.translator.x86.assemble.FarAddress.far;
import static org.kvas.translator.x86.assemble.Pointer.byteAt;
import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Pointer.qword;
import static org.kvas.translator.x86.assemble.Pointer.word;
import static org.kvas.translator.x86.assemble.Registers.*;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.decode.Mnemonic;

/** Call, interrupt and trap gates, privilege and ports. SDM Vol. 3A, 5.8 and 6.11 to 6.13. */
final class GateChecks {
  private static final int VECTOR = 0x40;
  private static final int IOPL_3 = 0x3000;

  private GateChecks() {}

  static void write(ProtectedRom rom) {
    callGates(rom);
    interrupts(rom);
    returns(rom);
    privilege(rom);
    flags(rom);
  }

  private static void callGates(ProtectedRom rom) {
    call(rom, "call gate to CPL 0 copies parameters", CALL_GATE, "=02220008");
    call(rom, "16-bit call gate copies words", CALL_GATE_16, "=02220008");
    call(rom, "call gate not present", ABSENT_GATE, "#0b.00c8+0b");
    call(rom, "call gate of DPL 0 from CPL 3", PRIVATE_GATE, "#0d.00d0+0b");
    call(rom, "call of code of DPL 0 from CPL 3", CODE0, "#0d.0008+0b");
    call(rom, "call of a data segment", FLAT3, "#0d.0020+0b");
    rom.user(
        "jump through a call gate to code of DPL 0",
        "#0d.0008+00",
        0,
        a -> a.jmpFar(far(CALL_GATE, 0)));
    rom.user(
        "call gate to conforming code keeps CPL",
        "=0000003b",
        0,
        a -> {
          // the target reads CS into AX and a parameter, of which there is none
          a.push(0).push(0).callFar(far(CALL_GATE_CONFORMING, 0));
        });
    rom.check(
        "call gate at the same level", "=00000008", a -> a.push(0).callFar(far(CALL_GATE, 0)));
  }

  private static void call(ProtectedRom rom, String name, int selector, String expected) {
    rom.user(name, expected, 0, a -> a.push(0x111).push(0x222).nop().callFar(far(selector, 0)));
  }

  private static void interrupts(ProtectedRom rom) {
    rom.user("INT through a gate of DPL 0", "#0d.0202+00", 0, a -> a.interrupt(VECTOR));
    rom.check("INT beyond the IDT", "#0d.0282+00", a -> a.interrupt(0x50));
    gate(rom, "INT through a gate not present", "#0b.0202+07", 5, 0x0e);
    gate(rom, "INT through a call gate", "#0d.0202+07", 5, 0x8c);
    gate(rom, "INT to a null selector", "#0d.0000+09", 2, 0);
    gate(rom, "INT to data", "#0d.0010+09", 2, FLAT0);
    gate(rom, "INT to code not present", "#0b.00c0+09", 2, ABSENT_CODE);
    gate(rom, "INT to code of a lower level", "#0d.0018+09", 2, CODE3);
    rom.check("UD2", "#06.0000+00", Assembler::ud2);
    rom.check("DIV by zero", "#00.0000+02", a -> a.xor(ECX, ECX).div(ECX));
    rom.check("INTO without overflow", "=00000000", a -> a.xor(EAX, EAX).into());
    rom.check("INTO with overflow", "#04.0000+05", a -> a.mov(AL, 0x7f).inc(AL).into());
    rom.check(
        "BOUND inside",
        "=00000005",
        a ->
            a.mov(dword(DATA), -1)
                .mov(dword(DATA + 4), 5)
                .mov(EAX, 5)
                .emit(Mnemonic.BOUND, EAX, qword(DATA)));
    rom.check(
        "BOUND outside",
        "#05.0000+19",
        a ->
            a.mov(dword(DATA), -1)
                .mov(dword(DATA + 4), 5)
                .mov(EAX, 6)
                .emit(Mnemonic.BOUND, EAX, qword(DATA)));
    interruptFlag(rom, "an interrupt gate clears IF", 0x8e, "=00000002");
    interruptFlag(rom, "a trap gate leaves IF", 0x8f, "=00000202");
    rom.check(
        "a 16-bit gate pushes words",
        "=00000008",
        a -> {
          Label handler = a.label();
          Label over = a.label();
          a.jmp(over).bind(handler).mov(EAX, ESP).xor(EAX, STACK - 6).shl(EAX, 16);
          a.mov(AX, word(ESP).plus(2)).mov(ESP, STACK).mov(byteAt(IDT + VECTOR * 8 + 5), 0x8e);
          Label end = a.label();
          a.jmp(end).bind(over);
          setOffset(a, handler);
          a.mov(byteAt(IDT + VECTOR * 8 + 5), 0x86).interrupt(VECTOR).bind(end);
        });
  }

  /** A byte or word of the vector's gate is changed for one INT. */
  private static void gate(ProtectedRom rom, String name, String expected, int offset, int value) {
    rom.check(
        name,
        expected,
        a -> {
          int address = IDT + VECTOR * 8;
          a.mov(dword(address + 2), CODE0).mov(byteAt(address + 5), 0x8e);
          a.mov(dword(ProtectedRom.SCRATCH), 0);
          Label begin = a.label();
          a.mov(dword(ProtectedRom.BEGIN), begin).bind(begin);
          if (offset == 2) {
            a.mov(word(address + 2), value);
          } else {
            a.mov(byteAt(address + offset), value);
          }
          a.interrupt(VECTOR);
        });
  }

  /** The flags that the handler sees. */
  private static void interruptFlag(ProtectedRom rom, String name, int access, String expected) {
    rom.check(
        name,
        expected,
        a -> {
          Label handler = a.label();
          Label over = a.label();
          Label end = a.label();
          a.jmp(over).bind(handler).pushf().pop(EAX).mov(ESP, STACK);
          a.mov(byteAt(IDT + VECTOR * 8 + 5), 0x8e).jmp(end).bind(over);
          setOffset(a, handler);
          a.mov(byteAt(IDT + VECTOR * 8 + 5), access).push(0x202).popf();
          a.interrupt(VECTOR).bind(end).cli();
        });
  }

  private static void setOffset(Assembler a, Label handler) {
    a.mov(word(IDT + VECTOR * 8 + 2), CODE0);
    a.emit(Mnemonic.MOV, ECX, handler).mov(word(IDT + VECTOR * 8), CX);
  }

  private static void returns(ProtectedRom rom) {
    rom.check("IRET to a null selector", "#0d.0000+06", a -> a.push(2).push(0).push(0).iret());
    rom.check("IRET to data", "#0d.0010+06", a -> a.push(2).push(FLAT0).push(0).iret());
    rom.check(
        "IRET outward with SS of another level",
        "#0d.0010+0a",
        a -> a.push(FLAT0).push(0).push(2).push(CODE3).push(0).iret());
    rom.check(
        "IRET outward beyond the limit",
        "#0d.0000+0d",
        a -> a.push(FLAT3).push(0).push(2).push(CODE3).push(0x1_0000).iret());
    rom.user("IRET inward", "#0d.0008+06", 0, a -> a.push(2).push(CODE0).push(0).iret());
    rom.user(
        "IRET at CPL 3 keeps IF and IOPL",
        "=00000002",
        0,
        a -> {
          Label there = a.label();
          a.push(0x3202).push(CODE3).emit(Mnemonic.PUSH, there).iret();
          a.bind(there).pushf().pop(EAX);
        });
  }

  private static void privilege(ProtectedRom rom) {
    privileged(rom, "HLT", "#0d.0000+00", Assembler::hlt);
    privileged(rom, "CLI", "#0d.0000+00", Assembler::cli);
    privileged(rom, "STI", "#0d.0000+00", Assembler::sti);
    privileged(rom, "LGDT", "#0d.0000+00", a -> a.lgdt(ptr(DATA)));
    privileged(rom, "LMSW", "#0d.0000+00", a -> a.lmsw(AX));
    privileged(rom, "CLTS", "#0d.0000+00", Assembler::clts);
    privileged(rom, "MOV from CR0", "#0d.0000+00", a -> a.mov(EAX, CR0));
    privileged(rom, "MOV from DR7", "#0d.0000+00", a -> a.mov(EAX, DR7));
    privileged(rom, "INVLPG", "#0d.0000+00", a -> a.invlpg(byteAt(DATA)));
    privileged(rom, "LLDT", "#0d.0000+00", a -> a.lldt(AX));
    privileged(rom, "LTR", "#0d.0000+00", a -> a.ltr(AX));
    privileged(rom, "RDMSR", "#0d.0000+00", Assembler::rdmsr);
    rom.user("CLI with IOPL 3", "=00000000", IOPL_3, Assembler::cli);
    rom.user("OUT to a port the TSS permits", "=0000000a", 0, a -> a.mov(AL, 10).out(0xea, AL));
    rom.user("IN from a port the TSS forbids", "#0d.0000+00", 0, a -> a.in(AL, 0x60));
    rom.user(
        "a doubleword of ports, one of them forbidden", "#0d.0000+00", 0, a -> a.in(EAX, 0xee));
    rom.user("a port beyond the map", "#0d.0000+04", 0, a -> a.mov(DX, 0x3f8).in(AL, DX));
  }

  private static void privileged(
      ProtectedRom rom, String name, String expected, java.util.function.Consumer<Assembler> code) {
    rom.user(name + " at CPL 3", expected, 0, code);
  }

  private static void flags(ProtectedRom rom) {
    rom.user(
        "POPF at CPL 3 leaves IF and IOPL",
        "=00244cd7",
        0,
        a -> a.push(0x247ed7).popf().pushf().pop(EAX).push(2).popf());
    rom.user(
        "POPF at CPL 3 with IOPL 3 changes IF",
        "=00003202",
        IOPL_3,
        a -> a.push(0x202).popf().pushf().pop(EAX).cli());
    rom.check(
        "POPF at CPL 0 changes IOPL and not VM",
        "=00003002",
        a -> a.push(0x2_3002).popf().pushf().pop(EAX));
    rom.check(
        "16-bit POPF keeps the upper half",
        "=00040046",
        a -> {
          a.push(0x4_0002)
              .popf()
              .emit(Mnemonic.PUSH, 2, new org.kvas.translator.x86.assemble.Constant(0x46));
          a.emit(Mnemonic.POPF, 2).pushf().pop(EAX);
        });
  }
}
