package org.kvas.conformance.processor;

import static org.kvas.conformance.processor.ProtectedTables.*;
import static org.kvas.translator.x86.assemble.FarAddress.far;
import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Pointer.word;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.function.Consumer;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.assemble.Register;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * Checks in protected mode: they begin in 32-bit code at CPL 0 with flat data segments, from where
 * they go elsewhere.
 */
final class ProtectedRom extends CheckRom {
  /** Ends a check from any privilege level. */
  private static final int ANSWER = 3;

  private static final int VECTORS = 0x42;
  private static final int RESUME = VARIABLES;
  static final int BEGIN = VARIABLES + 4;
  private static final int GOES_ON = VARIABLES + 8;
  static final int SCRATCH = VARIABLES + 0x10;

  private final Label[] handlers = new Label[VECTORS];
  private final Label digits;
  private final Label answered = a.label("answered");
  private final Label resume = a.label("resume");
  private final Consumer<ProtectedRom> body;
  private final Label gateTarget = a.label("gate target");
  private final Label gateTarget16 = a.label("16-bit gate target");

  /**
   * @param body writes the checks
   */
  ProtectedRom(Consumer<ProtectedRom> body) {
    this.body = body;
    a.bits(32);
    digits = hexadecimal();
  }

  @Override
  Label program() {
    answer();
    handlers();
    gates();
    Label start = a.bits(16).here();
    Label protectedMode = a.label();
    enter(protectedMode);
    a.bits(32).bind(protectedMode);
    load(SS, FLAT0);
    a.mov(ESP, STACK);
    load(DS, FLAT0);
    load(ES, FLAT0);
    a.mov(AX, MAIN_TASK).ltr(AX).mov(AX, LOCAL_TABLE).lldt(AX);
    body.accept(this);
    end();
    ProtectedTables.write(a, handlers, ANSWER, gateTarget, gateTarget16);
    return start;
  }

  private void enter(Label protectedMode) {
    Label tables = a.label();
    Label gdtr = a.label();
    Label idtr = a.label();
    a.cli().cld().jmp(tables);
    a.bind(gdtr).dw(LAST - 1).dd(GDT);
    a.bind(idtr).dw(VECTORS * 8 - 1).dd(IDT);
    a.bind(tables);
    load(DS, 0xf000);
    load(ES, BASE >> 4);
    a.mov(SI, ROM_OFFSET).xor(DI, DI).mov(CX, TABLE_BYTES).rep().movsb();
    a.emit(Mnemonic.LGDT, 4, ptr(gdtr)).emit(Mnemonic.LIDT, 4, ptr(idtr));
    a.mov(EAX, CR0).and(EAX, ~0x4000_0000L & 0xffff_ffffL).and(EAX, ~0x2000_0000L & 0xffff_ffffL);
    a.or(EAX, 1).mov(CR0, EAX).jmpFar(far(CODE0, protectedMode));
  }

  /** Where checks end: the answer is in EAX, or a handler has written it. */
  private void answer() {
    a.bind(answered);
    a.mov(EBX, EAX);
    print('=');
    a.mov(EAX, EBX).mov(CL, 8).call(digits);
    a.bind(resume);
    load(SS, FLAT0);
    a.mov(ESP, STACK);
    for (var segment : new Register[] {DS, ES, FS, GS}) {
      load(segment, FLAT0);
    }
    a.push(2).popf();
    print('\n');
    a.jmp(dword(RESUME));
  }

  private void handlers() {
    Label common = a.label();
    for (int vector = 0; vector < VECTORS; vector++) {
      handlers[vector] = a.here();
      if (vector == ANSWER) {
        a.mov(EBX, EAX);
        load(DS, FLAT0);
        a.mov(EAX, EBX).jmp(answered);
        continue;
      }
      if (vector != 8 && (vector < 10 || vector > 14) && vector != 17) {
        a.push(0);
      }
      a.push(vector).jmp(common);
    }
    a.bind(common).push(DS).pusha();
    load(DS, FLAT0);
    field('#', 36, 2, 0);
    field('.', 40, 4, 0);
    field('+', 44, 2, BEGIN);
    Label noDebug = a.label();
    Label noPage = a.label();
    a.cmp(dword(ESP).plus(36), 1).jne(noDebug);
    print('d');
    a.mov(EAX, DR6).shl(EAX, 16).mov(CL, 4).call(digits).xor(EAX, EAX).mov(DR6, EAX);
    a.or(dword(ESP).plus(52), 0x1_0000); // RF
    a.bind(noDebug);
    a.cmp(dword(ESP).plus(36), 14).jne(noPage);
    print('c');
    a.mov(EAX, CR2).mov(CL, 8).call(digits).bind(noPage);
    a.cmp(dword(GOES_ON), 0).je(resume).dec(dword(GOES_ON));
    a.popa().pop(DS).add(ESP, 8).iret();
  }

  /** Writes a doubleword of the stack, less what a variable holds. */
  private void field(char mark, int offset, int count, int minus) {
    print(mark);
    a.mov(EAX, dword(ESP).plus(offset));
    if (minus != 0) {
      a.sub(EAX, dword(minus));
    }
    a.shl(EAX, 32 - 4 * count).mov(CL, count).call(digits);
  }

  /** What call gates lead to: the first parameter and the RPL of CS are the answer. */
  private void gates() {
    a.bind(gateTarget).mov(EAX, dword(ESP).plus(8)).shl(EAX, 16).mov(AX, CS).int3();
    a.bind(gateTarget16).movzx(EAX, word(ESP).plus(4)).shl(EAX, 16).mov(AX, CS).int3();
  }

  /** A check in 32-bit code at CPL 0; its answer is EAX, zero at the start, unless it faults. */
  void check(String name, String expected, Consumer<Assembler> code) {
    register(name, expected);
    Label next = a.label();
    Label begin = a.label();
    a.mov(dword(RESUME), next).mov(dword(BEGIN), begin).mov(dword(GOES_ON), 0);
    a.xor(EAX, EAX).bind(begin);
    code.accept(a);
    a.bits(32).jmp(answered).bind(next);
  }

  /** A check whose first {@code exceptions} exceptions return to it. */
  void continuing(String name, String expected, int exceptions, Consumer<Assembler> code) {
    register(name, expected);
    Label next = a.label();
    Label begin = a.label();
    a.mov(dword(RESUME), next).mov(dword(BEGIN), begin).mov(dword(GOES_ON), exceptions);
    a.xor(EAX, EAX).bind(begin);
    code.accept(a);
    a.bits(32).jmp(answered).bind(next);
  }

  /** A check at CPL 3, offsets counted from its first instruction there. */
  void user(String name, String expected, int flags, Consumer<Assembler> code) {
    check(
        name,
        expected,
        a -> {
          Label there = a.label();
          a.mov(dword(BEGIN), there);
          a.push(FLAT3).push(USER_STACK).push(flags | 2).push(CODE3);
          a.emit(Mnemonic.PUSH, there).mov(EDX, FLAT3).mov(DS, DX).mov(ES, DX).iret();
          a.bind(there);
          code.accept(a);
          a.bits(32).int3();
        });
  }

  /** A check in virtual-8086 mode: all data segments begin at {@link ProtectedTables#DATA}. */
  void virtual8086(String name, String expected, int flags, Consumer<Assembler> code) {
    check(
        name,
        expected,
        a -> {
          Label there = a.label();
          a.mov(dword(BEGIN), there);
          for (int i = 0; i < 4; i++) {
            a.push(DATA >> 4);
          }
          a.push(DATA >> 4).push(0xf000).push(flags | 0x2_0002).push(0xf000);
          a.emit(Mnemonic.PUSH, there).iret();
          a.bits(16).bind(there);
          code.accept(a);
          a.bits(16).int3();
        });
  }
}
