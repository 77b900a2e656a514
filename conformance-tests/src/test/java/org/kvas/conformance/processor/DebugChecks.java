package org.kvas.conformance.processor;

import static org.kvas.conformance.processor.ProtectedTables.*;
import static org.kvas.translator.x86.assemble.Pointer.byteAt;
import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Pointer.word;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.function.Consumer;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.decode.Mnemonic;

/** Single steps, breakpoints, alignment checks. SDM Vol. 3B, 17.2 and 17.3; Vol. 3A, 6.8.3. */
final class DebugChecks {
  private static final int TF = 0x100;
  private static final int AC = 0x4_0000;
  private static final long NONE = 0x400;

  private DebugChecks() {}

  static void write(ProtectedRom rom) {
    steps(rom);
    breakpoints(rom);
    registers(rom);
    alignment(rom);
  }

  private static void steps(ProtectedRom rom) {
    step(
        rom,
        "TF traps behind the instruction after POPF",
        "#01.0000+07d4ff0#01.0000+09d4ff0#01.0000+0ad4ff0=00000000",
        Assembler::nop);
    step(
        rom,
        "INT clears TF and is not a step",
        "#40.0000+08#01.0000+0ad4ff0#01.0000+0bd4ff0=00000000",
        a -> a.interrupt(0x40));
    step(
        rom,
        "each element of a repetition is a step",
        "#01.0000+0bd4ff0#01.0000+10d4ff0#01.0000+15d4ff0#01.0000+15d4ff0#01.0000+17d4ff0"
            + "#01.0000+19d4ff0#01.0000+1ad4ff0=00000000",
        a -> a.mov(ECX, 2).mov(ESI, DATA).mov(EDI, DATA).rep().movsb());
    step(
        rom,
        "MOV SS holds the trap back",
        "#01.0000+0ad4ff0#01.0000+0dd4ff0#01.0000+0fd4ff0#01.0000+10d4ff0=00000000",
        a -> a.mov(DX, FLAT0).mov(SS, DX).nop());
    step(
        rom,
        "STI does not hold the trap back",
        "#01.0000+07d4ff0#01.0000+08d4ff0#01.0000+0ad4ff0#01.0000+0bd4ff0=00000000",
        a -> a.sti().cli());
    step(
        rom,
        "INT1 is not a step",
        "#01.0000+07d0ff0#01.0000+09d4ff0#01.0000+0ad4ff0=00000000",
        Assembler::int1);
    step(rom, "a fault is not a step", "#06.0000+06", Assembler::ud2);
  }

  /** With TF set from offset 6 on, until the flags are popped again behind the code. */
  private static void step(
      ProtectedRom rom, String name, String expected, Consumer<Assembler> code) {
    rom.continuing(
        name,
        expected,
        expected.contains("=") ? (int) expected.chars().filter(c -> c == '#').count() : 0,
        a -> {
          a.push(TF | 2).popf();
          code.accept(a);
          a.push(2).popf();
        });
  }

  private static void breakpoints(ProtectedRom rom) {
    rom.check("INT1 sets nothing in DR6", "#01.0000+01d0ff0", Assembler::int1);
    rom.continuing(
        "an instruction breakpoint, once with RF",
        "#01.0000+16d0ff1=00000000",
        1,
        a -> {
          Label there = a.label();
          a.emit(Mnemonic.MOV, ECX, there).add(ECX, 0xf_0000).mov(DR0, ECX);
          arm(a, 0x402).bind(there).nop();
          disarm(a);
        });
    rom.continuing(
        "a write breakpoint",
        "#01.0000+15d0ff1#01.0000+25d0ff1=00000000",
        2,
        a -> {
          a.mov(ECX, DATA).mov(DR0, ECX);
          arm(a, 0xd_0402).mov(byteAt(DATA + 3), AL);
          a.mov(CL, byteAt(DATA)).mov(dword(DATA + 4), EAX).mov(dword(DATA - 2), EAX);
          disarm(a);
        });
    rom.continuing(
        "a read or write breakpoint",
        "#01.0000+16d0ff1=00000000",
        1,
        a -> {
          a.mov(ECX, DATA).mov(DR0, ECX);
          arm(a, 0x3_0402).mov(CL, byteAt(DATA)).mov(CL, byteAt(DATA + 1));
          disarm(a);
        });
    rom.continuing(
        "MOV SS holds a data breakpoint back",
        "#01.0000+21d0ff1=00000000",
        1,
        a -> {
          a.mov(dword(DATA), FLAT0).mov(ECX, DATA).mov(DR0, ECX);
          arm(a, 0x3_0402).emit(Mnemonic.MOV_SEG, SS, word(DATA)).nop();
          disarm(a);
        });
    rom.continuing(
        "a breakpoint on a port",
        "#01.0000+1bd0ff1=00000000",
        1,
        a -> {
          a.mov(ECX, CR4).or(ECX, 8).mov(CR4, ECX).mov(ECX, 0x80).mov(DR0, ECX);
          arm(a, 0x2_0402).out(0x80, AL).out(0x81, AL);
          disarm(a).mov(ECX, CR4).and(ECX, ~8 & 0xff).mov(CR4, ECX);
        });
  }

  private static Assembler arm(Assembler a, long control) {
    return a.mov(ECX, control).mov(DR7, ECX);
  }

  private static Assembler disarm(Assembler a) {
    return arm(a, NONE);
  }

  private static void registers(ProtectedRom rom) {
    rom.continuing(
        "general detect", "#01.0000+08d2ff0=ffff0ff0", 1, a -> arm(a, 0x2400).mov(EAX, DR6));
    rom.check("fixed bits of DR6", "=ffffefff", a -> a.mov(ECX, -1).mov(DR6, ECX).mov(EAX, DR6));
    rom.check(
        "fixed bits of DR7",
        "=ffff0400",
        a -> a.mov(ECX, 0xffff_0000L).mov(DR7, ECX).mov(EAX, DR7));
    rom.check(
        "DR4 is DR6", "=ffff0ff0", a -> disarm(a).xor(ECX, ECX).mov(DR6, ECX).db(0x0f, 0x21, 0xe0));
    rom.check(
        "DR4 under CR4.DE",
        "#06.0000+09",
        a -> a.mov(ECX, CR4).or(ECX, 8).mov(CR4, ECX).db(0x0f, 0x21, 0xe0));
    rom.check("DE off again", "=00000000", a -> a.xor(ECX, ECX).mov(CR4, ECX));
  }

  private static void alignment(ProtectedRom rom) {
    rom.user("AC without CR0.AM", "=00000000", AC, a -> a.mov(CX, word(DATA + 1)));
    rom.check("CR0.AM", "=00000000", a -> a.mov(ECX, CR0).or(ECX, AC).mov(CR0, ECX));
    rom.user("a word at an odd address", "#11.0000+00", AC, a -> a.mov(CX, word(DATA + 1)));
    rom.user("a doubleword at two", "#11.0000+00", AC, a -> a.mov(ECX, dword(DATA + 2)));
    rom.user("an aligned doubleword", "=00000000", AC, a -> a.mov(ECX, dword(DATA + 4)));
    rom.user("a byte anywhere", "=00000000", AC, a -> a.mov(CL, byteAt(DATA + 1)));
    rom.user("a misaligned write", "#11.0000+00", AC, a -> a.mov(word(DATA + 1), CX));
    rom.user("a misaligned push", "#11.0000+01", AC, a -> a.dec(ESP).push(ECX));
    rom.user("CR0.AM without AC", "=00000000", 0, a -> a.mov(CX, word(DATA + 1)));
    rom.check(
        "no alignment check at CPL 0",
        "=00000000",
        a -> a.push(AC | 2).popf().mov(CX, word(DATA + 1)));
    rom.check(
        "CR0.AM off", "=00000000", a -> a.mov(ECX, CR0).and(ECX, ~AC & 0xffff_ffffL).mov(CR0, ECX));
  }
}
