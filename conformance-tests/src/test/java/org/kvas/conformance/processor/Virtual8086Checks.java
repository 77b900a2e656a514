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
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.decode.Mnemonic;

/** Virtual-8086 mode, its extensions, and protected-mode virtual interrupts. SDM Vol. 3B, 20. */
final class Virtual8086Checks {
  private static final int IOPL_3 = 0x3000;
  private static final int VIF = 0x8_0000;
  private static final int VIP = 0x10_0000;
  private static final String REFUSED = "#0d.0000+00";
  private static final String UNKNOWN = "#06.0000+00";

  private Virtual8086Checks() {}

  static void write(ProtectedRom rom) {
    sensitive(rom);
    memory(rom);
    extensions(rom);
    protectedVirtualInterrupts(rom);
  }

  private static void sensitive(ProtectedRom rom) {
    rom.virtual8086("INT with IOPL 0", REFUSED, 0, a -> a.interrupt(0x40));
    rom.virtual8086(
        "INT with IOPL 3 through a gate of DPL 0", "#0d.0202+00", IOPL_3, a -> a.interrupt(0x40));
    both(rom, "CLI", Assembler::cli);
    both(rom, "PUSHF", Assembler::pushf);
    both(rom, "POPF", a -> a.emit(Mnemonic.POPF, 2));
    rom.virtual8086("IRET with IOPL 0", REFUSED, 0, Assembler::iret);
    rom.virtual8086(
        "IRET with IOPL 3",
        "=00000055",
        IOPL_3,
        a -> {
          Label there = a.label();
          a.mov(AX, 0x3002).push(AX).mov(AX, 0xf000).push(AX).emit(Mnemonic.MOV, AX, there);
          a.push(AX).iret().hlt().bind(there).mov(EAX, 0x55);
        });
    rom.virtual8086("HLT", REFUSED, IOPL_3, Assembler::hlt);
    rom.virtual8086("MOV from CR0", REFUSED, IOPL_3, a -> a.mov(EAX, CR0));
    rom.virtual8086("LGDT", REFUSED, IOPL_3, a -> a.lgdt(ptr(0)));
    rom.virtual8086("CLTS", REFUSED, IOPL_3, Assembler::clts);
    rom.virtual8086("SLDT", UNKNOWN, IOPL_3, a -> a.sldt(AX));
    rom.virtual8086("LLDT", UNKNOWN, IOPL_3, a -> a.lldt(AX));
    rom.virtual8086("STR", UNKNOWN, IOPL_3, a -> a.str(AX));
    rom.virtual8086("LAR", UNKNOWN, IOPL_3, a -> a.lar(AX, AX));
    rom.virtual8086("VERR", UNKNOWN, IOPL_3, a -> a.verr(AX));
    rom.virtual8086("ARPL", UNKNOWN, IOPL_3, a -> a.arpl(AX, AX));
    rom.virtual8086("SMSW", "=00000011", IOPL_3, a -> a.smsw(AX).and(EAX, 0x11));
    rom.virtual8086("IN that the TSS forbids, with IOPL 3", REFUSED, IOPL_3, a -> a.in(AL, 0x60));
    rom.virtual8086("OUT that the TSS permits", "=0000000a", 0, a -> a.mov(AL, 10).out(0xea, AL));
  }

  private static void both(ProtectedRom rom, String name, Consumer<Assembler> code) {
    rom.virtual8086(name + " with IOPL 0", REFUSED, 0, code);
    rom.virtual8086(name + " with IOPL 3", "=00000000", IOPL_3, code);
  }

  private static void memory(ProtectedRom rom) {
    rom.virtual8086("the last byte", "=00000000", 0, a -> a.mov(CL, byteAt(0xffff)));
    rom.virtual8086("a word across 64 KiB", REFUSED, 0, a -> a.mov(CX, word(0xffff)));
    rom.virtual8086("a doubleword across 64 KiB", REFUSED, 0, a -> a.mov(ECX, dword(0xfffd)));
    rom.virtual8086(
        "a 32-bit address beyond 64 KiB",
        "#0d.0000+06",
        0,
        a -> a.mov(ECX, 0x1_0000).mov(CL, byteAt(ECX)));
    rom.virtual8086("a push across 64 KiB", "#0c.0000+03", 0, a -> a.mov(SP, 1).push(AX));
    rom.virtual8086(
        "segments are paragraphs",
        "=00001234",
        0,
        a -> {
          a.mov(CX, DATA + 0x40 >> 4).mov(ES, CX).mov(word(8).in(ES), 0x1234);
          a.mov(AX, word(0x48));
        });
    rom.virtual8086(
        "a far jump",
        "=0000e000",
        0,
        a -> {
          Label there = a.label();
          a.jmpFar(far(0xf000, there)).bind(there).mov(AX, CS).shl(AX, 1);
        });
    rom.virtual8086("CS may be written", "=00000000", 0, a -> a.mov(byteAt(0xffff).in(CS), CL));
    rom.check(
        "IRET to virtual-8086 mode beyond 64 KiB",
        "#0d.0000+1b",
        a -> {
          a.push(0).push(0).push(0).push(0).push(0).push(0x100).push(0x2_0002);
          a.push(0).push(0x1_0000).iret();
        });
  }

  private static void extensions(ProtectedRom rom) {
    rom.check(
        "CR4.VME",
        "=00000000",
        a -> {
          a.mov(ECX, CR4).or(ECX, 1).mov(CR4, ECX);
          // the 8086 program's own vector 0x40
          Label handler = a.label();
          Label over = a.label();
          a.emit(Mnemonic.MOV, ECX, handler)
              .mov(word(0x100), CX)
              .mov(word(0x102), 0xf000)
              .jmp(over);
          a.bits(16)
              .bind(handler)
              .mov(BP, SP)
              .mov(AX, word(BP).plus(4))
              .shl(EAX, 16)
              .pushf()
              .pop(AX);
          a.int3().bits(32).bind(over);
        });
    rom.virtual8086(
        "VME: a redirected INT with IOPL 0 saves VIF as IF",
        "=32023006",
        VIF,
        a -> a.interrupt(REDIRECTED));
    rom.virtual8086(
        "VME: a redirected INT with IOPL 3", "=30023006", IOPL_3, a -> a.interrupt(REDIRECTED));
    rom.virtual8086("VME: another INT with IOPL 0", REFUSED, 0, a -> a.interrupt(0x41));
    rom.virtual8086(
        "VME: CLI and STI change VIF",
        "=32023006",
        0,
        a -> a.sti().pushf().pop(AX).shl(EAX, 16).cli().pushf().pop(AX));
    rom.virtual8086("VME: STI with VIP", REFUSED, VIP, Assembler::sti);
    rom.virtual8086("VME: STI with VIP and IOPL 3", "=00000000", VIP | IOPL_3, a -> a.sti().cli());
    rom.virtual8086(
        "VME: POPF that sets TF",
        "#0d.0000+04",
        0,
        a -> a.mov(AX, 0x102).push(AX).emit(Mnemonic.POPF, 2));
    rom.virtual8086("VME: 32-bit PUSHF", REFUSED, 0, a -> a.emit(Mnemonic.PUSHF, 4));
    rom.check("CR4.VME off", "=00000000", a -> a.mov(ECX, CR4).and(ECX, 0xfe).mov(CR4, ECX));
  }

  private static void protectedVirtualInterrupts(ProtectedRom rom) {
    rom.check("CR4.PVI", "=00000000", a -> a.mov(ECX, CR4).or(ECX, 2).mov(CR4, ECX));
    rom.user("PVI: STI sets VIF", "=00080002", 0, a -> a.sti().pushf().pop(EAX));
    rom.user("PVI: CLI clears VIF", "=00000002", VIF, a -> a.cli().pushf().pop(EAX));
    rom.user("PVI: STI with VIP", REFUSED, VIP, Assembler::sti);
    rom.user(
        "PVI: CLI with IOPL 3 is CLI", "=00083002", VIF | IOPL_3, a -> a.cli().pushf().pop(EAX));
    rom.check("CR4.PVI off", "=00000000", a -> a.mov(ECX, CR4).and(ECX, 0xfd).mov(CR4, ECX));
  }
}
