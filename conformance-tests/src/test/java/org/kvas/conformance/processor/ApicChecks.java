package org.kvas.conformance.processor;

import static org.kvas.conformance.processor.LongRom.LEAVES;
import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.function.Consumer;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Pointer;

/** The local APIC as its processor's programs see it. SDM Vol. 3A, chapter 11. */
final class ApicChecks {
  /** Where the APIC's page is mapped. */
  private static final int PAGE = 0x9_0000;

  private static final long USUAL = 0xfee0_0000L;
  private static final long ELSEWHERE = 0xfed4_0000L;
  private static final int BASE_MSR = 0x1b;
  private static final int DEADLINE_MSR = 0x6e0;
  private static final int SELF = 1 << 18;
  private static final int DEADLINE_MODE = 2 << 17;

  private ApicChecks() {}

  static void write(LongRom rom) {
    check(rom, "version", "=00050014", a -> a.mov(EAX, register(0x30)));
    check(
        rom,
        "an interrupt to itself comes before the next instruction",
        "#40.0000+0c",
        a -> a.sti().mov(register(0x300), SELF | 0x40).cli().nop());
    check(
        rom,
        "a deadline that has passed fires at once",
        "#41.0000+1a",
        a -> {
          a.mov(register(0x320), DEADLINE_MODE | 0x41).sti();
          writeMsr(a, DEADLINE_MSR, 1).cli().nop();
        });
    check(
        rom,
        "the page follows IA32_APIC_BASE",
        "=00050014",
        a -> {
          writeMsr(a, BASE_MSR, ELSEWHERE | 0x900);
          map(a, ELSEWHERE).mov(EAX, register(0x30));
        });
    check(
        rom,
        "and is nowhere else",
        "=ffffffff",
        a -> {
          writeMsr(a, BASE_MSR, ELSEWHERE | 0x900);
          a.mov(EAX, register(0x30));
        });
    check(
        rom,
        "a disabled APIC has no registers",
        "=ffffffff",
        a -> {
          writeMsr(a, BASE_MSR, USUAL | 0x100);
          a.mov(EAX, register(0x30));
        });
  }

  private static Pointer register(int offset) {
    return dword(PAGE + offset).in(DS);
  }

  /** With the APIC enabled at the usual place, mapped, and nothing in service. */
  private static void check(LongRom rom, String name, String expected, Consumer<Assembler> code) {
    rom.check(
        name,
        expected,
        a -> {
          writeMsr(a, BASE_MSR, USUAL | 0x900);
          map(a, USUAL).mov(register(0xf0), 0x1ff).mov(register(0xb0), 0).xor(EAX, EAX);
          rom.begin();
          code.accept(a);
        });
  }

  private static Assembler writeMsr(Assembler a, int number, long value) {
    return a.mov(ECX, number).mov(EAX, value).xor(EDX, EDX).wrmsr();
  }

  private static Assembler map(Assembler a, long physical) {
    a.mov(EAX, physical | 0x1b).mov(dword(LEAVES + (PAGE >> 12) * 8).in(DS), EAX);
    return a.mov(dword(LEAVES + (PAGE >> 12) * 8 + 4).in(DS), 0).mov(RAX, CR3).mov(CR3, RAX);
  }
}
