package org.kvas.conformance.processor;

import static org.kvas.conformance.processor.ProtectedTables.*;
import static org.kvas.translator.x86.assemble.FarAddress.far;
import static org.kvas.translator.x86.assemble.Pointer.byteAt;
import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Pointer.word;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.function.Consumer;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Condition;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.decode.Mnemonic;

/** Segments, their limits and rights. SDM Vol. 3A, 5.2 to 5.7 and 5.10. */
final class SegmentChecks {
  private SegmentChecks() {}

  static void write(ProtectedRom rom) {
    loads(rom);
    limits(rom);
    stacks(rom);
    inquiries(rom);
    codeSegments(rom);
  }

  private static void loads(ProtectedRom rom) {
    rom.check("DS beyond the GDT", "#0d.00f8+04", a -> a.mov(AX, LAST).mov(DS, AX));
    rom.check("DS not present", "#0b.0048+04", a -> a.mov(AX, ABSENT_DATA).mov(DS, AX));
    rom.check("DS execute-only", "#0d.0040+04", a -> a.mov(AX, EXECUTE_ONLY).mov(DS, AX));
    rom.check("DS a system segment", "#0d.0028+04", a -> a.mov(AX, MAIN_TASK).mov(DS, AX));
    rom.check("DS of RPL 3 and DPL 0", "#0d.0010+04", a -> a.mov(AX, FLAT0 | 3).mov(DS, AX));
    rom.check("DS from the LDT", "=00000004", a -> a.mov(AX, LOCAL_DATA).mov(DS, AX));
    rom.check("DS beyond the LDT", "#0d.0014+04", a -> a.mov(AX, 0x14).mov(DS, AX));
    rom.check("null DS loads", "=00000003", a -> a.mov(AX, 3).mov(DS, AX));
    rom.check(
        "access through a null DS",
        "#0d.0000+06",
        a -> a.mov(AX, 0).mov(DS, AX).mov(BL, byteAt(DATA)));
    rom.check("SS null", "#0d.0000+04", a -> a.mov(AX, 0).mov(SS, AX));
    rom.check("SS not present", "#0c.0048+04", a -> load(a, ABSENT_DATA & ~3));
    rom.check("SS read-only", "#0d.0050+04", a -> load(a, READ_ONLY));
    rom.check("SS of DPL 3 at CPL 0", "#0d.0020+04", a -> load(a, FLAT3));
    rom.check("SS a code segment", "#0d.0008+04", a -> load(a, CODE0));
    rom.check("MOV to CS", "#06.0000+00", a -> a.db(0x8e, 0xc8)); // mov cs, eax
    rom.check("LLDT of a TSS", "#0d.0028+04", a -> a.mov(AX, MAIN_TASK).lldt(AX));
    rom.check("LTR of a busy TSS", "#0d.0028+04", a -> a.mov(AX, MAIN_TASK).ltr(AX));
    rom.check("LTR of a data segment", "#0d.0010+04", a -> a.mov(AX, FLAT0).ltr(AX));
    rom.check("LTR of null", "#0d.0000+04", a -> a.mov(AX, 0).ltr(AX));
    rom.check("LTR from the LDT", "#0d.0004+04", a -> a.mov(AX, LOCAL_DATA).ltr(AX));
    rom.check(
        "the accessed flag is set",
        "=00000093",
        a -> {
          a.mov(byteAt(GDT + SMALL + 5), 0x92).mov(AX, SMALL).mov(FS, AX);
          a.movzx(EAX, byteAt(GDT + SMALL + 5));
        });
    rom.check(
        "LSS loads both",
        "=00021000",
        a -> {
          a.mov(dword(ProtectedRom.SCRATCH), 0x2_1000);
          a.mov(dword(ProtectedRom.SCRATCH + 4), FLAT0);
          a.emit(Mnemonic.LSS, ESP, ptr(ProtectedRom.SCRATCH)).mov(EAX, ESP);
        });
  }

  private static void load(Assembler a, int selector) {
    a.mov(AX, selector).mov(SS, AX);
  }

  private static void limits(ProtectedRom rom) {
    rom.check(
        "the last byte",
        "=00000000",
        a -> a.mov(CX, SMALL).mov(FS, CX).mov(BL, byteAt(0xff).in(FS)));
    rom.check(
        "a word across the limit",
        "#0d.0000+06",
        a -> a.mov(CX, SMALL).mov(FS, CX).mov(BX, word(0xff).in(FS)));
    rom.check(
        "a doubleword that wraps at 4 GiB in a flat segment",
        "#0d.0000+06",
        a -> a.mov(CX, SMALL).mov(FS, CX).mov(EBX, dword(0xffff_fffeL).in(FS)));
    rom.check(
        "write to a read-only segment",
        "#0d.0000+06",
        a -> a.mov(CX, READ_ONLY).mov(FS, CX).mov(byteAt(DATA).in(FS), CL));
    rom.check("write through flat CS", "#0d.0000+00", a -> a.mov(byteAt(0x10).in(CS), CL));
    rom.check("read-modify-write through CS", "#0d.0000+00", a -> a.inc(dword(0x10).in(CS)));
    rom.check(
        "read through execute-only CS",
        "#0d.0000+07",
        a -> {
          Label there = a.label();
          a.jmpFar(far(EXECUTE_ONLY, there)).bind(there).mov(BL, byteAt(0x10).in(CS));
        });
    expandDown(rom);
  }

  /** At CPL 3, where the handler has a stack of its own. */
  private static void stacks(ProtectedRom rom) {
    stack(rom, "a push above the limit of SS", "#0c.0000+0c", USER_SMALL, 0x104, a -> a.push(ECX));
    stack(rom, "a push at the limit of SS", "=000000fc", USER_SMALL, 0x100, a -> a.push(ECX));
    stack(
        rom,
        "EBP means SS",
        "#0c.0000+11",
        USER_SMALL,
        0x100,
        a -> a.mov(EBP, 0x1000).mov(EBX, dword(EBP)));
    stack(
        rom,
        "an override of SS",
        "#0d.0000+13",
        USER_SMALL,
        0x100,
        a -> a.mov(FS, DX).mov(EBP, 0x1000).mov(EBX, dword(EBP).in(FS)));
    stack(rom, "a 16-bit stack wraps", "=0000fffc", USER_DATA_16, 0, a -> a.push(ECX));
    stack(
        rom,
        "a 16-bit stack keeps the upper half of ESP",
        "=1234fffc",
        USER_DATA_16,
        0x1234_0000,
        a -> a.push(ECX));
    stack(
        rom,
        "a push across the end of a 16-bit stack",
        "#0c.0000+0c",
        USER_DATA_16,
        1,
        a -> a.push(ECX));
    stack(
        rom,
        "a pop across the end of a 16-bit stack",
        "#0c.0000+0c",
        USER_DATA_16,
        0xfffe,
        a -> a.pop(ECX));
    stack(
        rom,
        "a pop to the end of a 16-bit stack wraps",
        "=00000000",
        USER_DATA_16,
        0xfffc,
        a -> a.pop(ECX));
    stack(rom, "a call without room", "#0c.0000+0c", USER_SMALL, 0x102, a -> a.call(a.here()));
    stack(rom, "ENTER without room", "#0c.0000+0c", USER_SMALL, 0x20, a -> a.enter(0x30, 0));
  }

  /** The answer is ESP. */
  private static void stack(
      ProtectedRom rom,
      String name,
      String expected,
      int selector,
      int pointer,
      Consumer<Assembler> code) {
    rom.user(
        name,
        expected,
        0,
        a -> {
          a.mov(DX, selector).mov(SS, DX).mov(ESP, pointer);
          a.nop();
          code.accept(a);
          a.mov(EAX, ESP);
        });
  }

  private static void expandDown(ProtectedRom rom) {
    rom.check(
        "expand-down: at the limit",
        "#0d.0000+06",
        a -> a.mov(CX, DOWN).mov(FS, CX).mov(BL, byteAt(0xfff).in(FS)));
    rom.check(
        "expand-down: above the limit",
        "=00000000",
        a -> a.mov(CX, DOWN).mov(FS, CX).mov(BL, byteAt(0x1000).in(FS)));
    rom.check(
        "expand-down with B: beyond 64 KiB",
        "=00000000",
        a -> a.mov(CX, DOWN).mov(FS, CX).mov(BL, byteAt(0x1_0000).in(FS)));
    rom.check(
        "expand-down without B: beyond 64 KiB",
        "#0d.0000+06",
        a -> a.mov(CX, DOWN_16).mov(FS, CX).mov(BL, byteAt(0x1_0000).in(FS)));
    rom.check(
        "expand-down without B: a word across 64 KiB",
        "#0d.0000+06",
        a -> a.mov(CX, DOWN_16).mov(FS, CX).mov(BX, word(0xffff).in(FS)));
  }

  private static void inquiries(ProtectedRom rom) {
    inquiry(rom, "LAR of code", Mnemonic.LAR, CODE0, 0x0040_9b00);
    inquiry(rom, "LAR of a call gate", Mnemonic.LAR, CALL_GATE, 0x0000_ec00);
    inquiry(rom, "LAR of a 16-bit TSS", Mnemonic.LAR, OTHER_TASK_16, 0x0000_8100);
    inquiry(rom, "LAR of a task gate", Mnemonic.LAR, TASK_GATE, 0x0000_e500);
    inquiry(rom, "LAR of null", Mnemonic.LAR, 0, -1);
    inquiry(rom, "LAR beyond the GDT", Mnemonic.LAR, LAST, -1);
    inquiry(rom, "LAR of DPL 0 by RPL 3", Mnemonic.LAR, FLAT0 | 3, -1);
    inquiry(rom, "LAR of a conforming segment by RPL 3", Mnemonic.LAR, CONFORMING | 3, 0x0040_9f00);
    inquiry(rom, "LSL in pages", Mnemonic.LSL, FLAT0, 0xffff_ffff);
    inquiry(rom, "LSL in bytes", Mnemonic.LSL, SMALL, 0xff);
    inquiry(rom, "LSL of a call gate", Mnemonic.LSL, CALL_GATE, -1);
    inquiry(rom, "LSL of a TSS", Mnemonic.LSL, MAIN_TASK, 0xa8);
    verify(rom, "VERR of data", Mnemonic.VERR, FLAT0, true);
    verify(rom, "VERR of execute-only code", Mnemonic.VERR, EXECUTE_ONLY, false);
    verify(rom, "VERR of a segment not present", Mnemonic.VERR, ABSENT_DATA, true);
    verify(rom, "VERR of a TSS", Mnemonic.VERR, MAIN_TASK, false);
    verify(rom, "VERW of data", Mnemonic.VERW, FLAT0, true);
    verify(rom, "VERW of read-only data", Mnemonic.VERW, READ_ONLY, false);
    verify(rom, "VERW of code", Mnemonic.VERW, CODE0, false);
    rom.check(
        "ARPL raises RPL",
        "=00000113",
        a -> {
          a.mov(EAX, 0x10).mov(CX, 3).arpl(AX, CX);
          a.setcc(Condition.E, AH);
        });
    rom.check(
        "ARPL leaves a higher RPL",
        "=00000012",
        a -> {
          a.mov(EAX, 0x12).mov(CX, 1).arpl(AX, CX);
          a.setcc(Condition.E, AH);
        });
  }

  /** The answer, with ZF in its lowest bit; -1 where ZF is to be clear and the register kept. */
  private static void inquiry(
      ProtectedRom rom, String name, Mnemonic mnemonic, int selector, int answer) {
    boolean known = answer != -1 || mnemonic == Mnemonic.LSL && selector == FLAT0;
    rom.check(
        name,
        "=%08x".formatted(known ? answer ^ 1 : 0x5a5a_5a5a),
        a -> {
          a.mov(ECX, selector).mov(EBX, 0x5a5a_5a5a);
          a.emit(mnemonic, EBX, CX).setcc(Condition.E, AL);
          a.xor(EAX, EBX);
        });
  }

  private static void verify(
      ProtectedRom rom, String name, Mnemonic mnemonic, int selector, boolean answer) {
    rom.check(
        name,
        answer ? "=00000001" : "=00000000",
        a -> {
          a.mov(ECX, selector).emit(mnemonic, CX);
          a.setcc(Condition.E, AL);
        });
  }

  private static void codeSegments(ProtectedRom rom) {
    jump(rom, "jump to null", 0, "#0d.0000+00");
    jump(rom, "jump beyond the GDT", LAST, "#0d.00f8+00");
    jump(rom, "jump to data", FLAT0, "#0d.0010+00");
    jump(rom, "jump to code of DPL 3", CODE3 & ~3, "#0d.0018+00");
    jump(rom, "jump to code of DPL 0 by RPL 3", CODE0 | 3, "#0d.0008+00");
    jump(rom, "jump to code not present", ABSENT_CODE, "#0b.00c0+00");
    jump(rom, "jump to conforming code", CONFORMING, "=00000038");
    jump(rom, "jump to conforming code by RPL 3 keeps CPL", CONFORMING | 3, "=00000038");
    jump(rom, "jump to code in the LDT", LOCAL_CODE, "=0000000c");
    rom.check("jump beyond the limit of CS", "#0d.0000+00", a -> a.jmpFar(far(CODE0, 0x1_0000)));
    rom.check(
        "near jump beyond the limit of CS", "#0d.0000+05", a -> a.mov(ECX, 0x1_0000).jmp(ECX));
    rom.check(
        "16-bit code and back",
        "=00000070",
        a -> {
          Label narrow = a.label();
          a.jmpFar(far(CODE_16, narrow)).bits(16).bind(narrow).mov(AX, CS);
          Label wide = a.label();
          a.emit(Mnemonic.JMPF, 4, far(CODE0, wide)).bits(32).bind(wide);
        });
    rom.check(
        "RETF to code of a lower level", "#0d.0010+05", a -> a.push(FLAT0).push(0).nop().retFar());
    rom.check(
        "RETF outward drops privileged data segments",
        "=00230000",
        a -> {
          Label outer = a.label();
          a.mov(CX, FLAT3).mov(GS, CX).push(FLAT3).push(USER_STACK).push(CODE3);
          a.emit(Mnemonic.PUSH, outer).retFar();
          a.bind(outer).mov(EAX, GS).shl(EAX, 16).mov(AX, DS).int3();
        });
  }

  private static void jump(ProtectedRom rom, String name, int selector, String expected) {
    rom.check(
        name,
        expected,
        a -> {
          Label there = a.label();
          a.jmpFar(far(selector, there));
          a.bind(there).mov(AX, CS);
        });
  }
}
