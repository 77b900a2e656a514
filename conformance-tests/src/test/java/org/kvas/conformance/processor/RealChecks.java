package org.kvas.conformance.processor;

import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.Arrays;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.decode.Mnemonic;

/** Real-address mode as processors since the 386 have it. SDM Vol. 3B, 20.1 and 22. */
final class RealChecks {
  private RealChecks() {}

  static void write(RealRom rom) {
    encodings(rom);
    arithmetic(rom);
    limits(rom);
    stacks(rom);
    interrupts(rom);
    undefined(rom);
    unreal(rom); // last: the limit of DS stays
  }

  private static void encodings(RealRom rom) {
    rom.check("SHL by /6", "=00000002", 0xb8, 1, 0, 0xd1, 0xf0);
    rom.check("TEST by /1", "=00000001", 0xb0, 0x81, 0xf6, 0xc8, 0x80, 0x0f, 0x95, 0xc0);
    rom.check("82 is 80", "=00000008", 0xb0, 5, 0x82, 0xc0, 3);
    rom.check("SALC", "=000000ff", 0xf9, 0xd6);
    rom.check("an instruction of 15 bytes", "=00000000", prefixed(13));
    rom.check("an instruction of 16 bytes", "#0d+00", prefixed(14));
    rom.check("LOCK MOV", "#06+00", 0xf0, 0x89, 0x07);
    rom.check("LOCK ADD to a register", "#06+00", 0xf0, 0x01, 0xc0);
    rom.check("LOCK BTS", "=00000000", 0xf0, 0x0f, 0xab, 0x07);
  }

  /** ADD [BX], AX with prefixes before it. */
  private static int[] prefixed(int prefixes) {
    int[] code = new int[prefixes + 2];
    Arrays.fill(code, 0x26);
    code[prefixes] = 0x01;
    code[prefixes + 1] = 0x07;
    return code;
  }

  private static void arithmetic(RealRom rom) {
    rom.check("a shift count is five bits", "=00000002", 0xb8, 1, 0x80, 0xb1, 33, 0xd3, 0xe0);
    rom.check("a divide error is at the instruction", "#00+02", 0xb1, 0, 0xf6, 0xf1);
    rom.check("AAM by zero", "#00+00", 0xd4, 0);
    rom.check("IDIV to -128", "=00000080", 0xb8, 0x80, 0xff, 0xb1, 1, 0xf6, 0xf9);
    rom.check("IDIV to 128", "#00+05", 0xb8, 0x80, 0x00, 0xb1, 1, 0xf6, 0xf9);
    rom.check("AAD in base 16", "=00000097", 0xb8, 7, 9, 0xd5, 16);
    rom.check("IOPL and NT can be set", "=00007002", 0x68, 2, 0xf0, 0x9d, 0x9c, 0x58);
    rom.check(
        "POPFD does not set VM",
        "=00000002",
        a -> a.db(0x66, 0x68, 2, 0, 2, 0, 0x66, 0x9d, 0x66, 0x9c, 0x66, 0x58));
    rom.check("SMSW", "=00000010", 0x0f, 0x01, 0xe0);
  }

  private static void limits(RealRom rom) {
    rom.check("a word at ffff", "#0d+03", 0xbb, 0xff, 0xff, 0x8b, 0x07);
    rom.check("a word at ffff by BP", "#0c+03", 0xbd, 0xff, 0xff, 0x8b, 0x46, 0);
    rom.check("a byte at ffff", "=00000000", 0xbb, 0xff, 0xff, 0x8a, 0x07);
    rom.check("LES across the end", "#0d+03", 0xbb, 0xfd, 0xff, 0xc4, 0x07);
    rom.check(
        "BX+SI wraps",
        "=00000055",
        a -> a.db(0xc6, 6, 1, 0, 0x55, 0xbb, 0xff, 0xff, 0xbe, 2, 0, 0x8a, 0x00));
    rom.check("a 32-bit address", "#0d+06", 0x66, 0xbb, 0, 0, 1, 0, 0x67, 0x8a, 0x03);
    rom.check("a jump beyond the segment", "#0d+00", 0x66, 0xe9, 0, 0, 1, 0);
    rom.check(
        "MOVSW to the end",
        "#0d+08",
        a -> a.db(0xbf, 0xfb, 0xff, 0x31, 0xf6, 0xb9, 5, 0, 0xf3, 0xa5));
    rom.check(
        "MOVSB goes round",
        "=00000003",
        a -> a.db(0xbf, 0xfe, 0xff, 0x31, 0xf6, 0xb9, 5, 0, 0xf3, 0xa4, 0x89, 0xf8));
  }

  private static void stacks(RealRom rom) {
    rom.check("PUSH SP pushes the old value", "=00001000", 0x54, 0x58);
    rom.check("POP goes round", "=00000000", 0xbc, 0xfe, 0xff, 0x58, 0x89, 0xe0);
    rom.check("PUSH goes round", "=0000fffe", 0xbc, 0, 0, 0x50, 0x89, 0xe0);
    rom.check("PUSHA at 7", "#0d+03", 0xbc, 7, 0, 0x60);
    rom.check("PUSHA at 15", "#0d+03", 0xbc, 15, 0, 0x60);
    rom.check("PUSHA at 17", "=00000001", 0xbc, 17, 0, 0x60, 0x89, 0xe0);
    rom.check("ENTER with a level", "=00000ff4", 0xc8, 4, 0, 3, 0x89, 0xe0);
    rom.check("LEAVE across the end", "#0c+03", 0xbd, 0xff, 0xff, 0xc9);
  }

  private static void interrupts(RealRom rom) {
    rom.check("INT", "#40+02", 0xcd, 0x40);
    rom.check("INT3", "#03+01", 0xcc);
    rom.check("INT1", "#01+01", 0xf1);
    rom.check("INTO without OF", "=00000000", 0xce);
    rom.check("INTO", "#04+05", 0xb0, 0x7f, 4, 1, 0xce);
    rom.check("a single step", "#01+05", 0x68, 2, 1, 0x9d, 0x90);
    rom.check(
        "BOUND",
        "#05+0f",
        a -> a.db(0xc7, 6, 0x10, 0, 0, 0, 0xc7, 6, 0x12, 0, 5, 0).db(0xb8, 6, 0, 0x62, 6, 0x10, 0));
  }

  private static void undefined(RealRom rom) {
    rom.check("SLDT", "#06+00", 0x0f, 0x00, 0xc0);
    rom.check("LAR", "#06+00", 0x0f, 0x02, 0xc0);
    rom.check("ARPL", "#06+00", 0x63, 0xc0);
    rom.check("MOV to CS", "#06+00", 0x8e, 0xc8);
    rom.check("LEA of a register", "#06+00", 0x8d, 0xc0);
    rom.check("POP by /1", "#06+00", 0x8f, 0xc8);
    rom.check("UD2", "#06+00", 0x0f, 0x0b);
  }

  private static void unreal(RealRom rom) {
    rom.check(
        "a limit of 4 GiB stays behind protected mode",
        "=0000005a",
        a -> {
          Label over = a.label();
          Label table = a.label();
          Label gdtr = a.label();
          a.jmp(over).bind(table).dq(0, 0x00cf_9300_0000_ffffL);
          a.bind(gdtr).dw(15).dw(table).dw(0xf).bind(over);
          a.mov(AX, CS).mov(DS, AX).emit(Mnemonic.LGDT, 4, ptr(gdtr));
          a.mov(EAX, CR0).or(AL, 1).mov(CR0, EAX).mov(BX, 8).mov(DS, BX);
          a.and(AL, 0xfe).mov(CR0, EAX);
          a.mov(EBX, 0x20_0000).db(0x67, 0xc6, 0x03, 0x5a).xor(EAX, EAX).db(0x67, 0x8a, 0x03);
        });
    rom.check(
        "and behind a load of the register",
        "=0000005a",
        a -> {
          a.xor(AX, AX).mov(DS, AX).mov(EBX, 0x20_0000).db(0x67, 0x8a, 0x03);
        });
  }
}
