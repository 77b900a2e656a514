package org.kvas.runtime.vcpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.translator.state.VcpuState.RBX;
import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.decode.Mnemonic;

/** Accesses that translated code checks together do what each would alone. */
class SharedCheckTest {
  private static final int DATA = 0x10_0000;
  private static final int ABSENT = DATA + 0x4000;
  private static final int STEP = 52;
  private static final int ROUNDS = 400;

  /**
   * One step through memory: reads and writes of 64 bytes from EBX on, some of them behind a change
   * of EBX, of ESI, and of flags that another one sees.
   */
  private static void step(Assembler a) {
    a.mov(EAX, dword(EBX))
        .add(EAX, dword(EBX).plus(60))
        .emit(Mnemonic.ADC, dword(EBX).plus(4), EAX);
    a.mov(ESI, dword(EBX).plus(8)).xor(ESI, dword(EBX).plus(16)).mov(dword(EBX).plus(32), ESI);
    a.emit(Mnemonic.XADD, dword(EBX).plus(12), EDX);
    a.lea(EDI, ptr(EBX).plus(20)).mov(EDX, dword(EDI)).mov(dword(EDI).plus(4), EDX);
    a.add(EDI, 8).sub(EDX, dword(EDI)).mov(dword(EDI).plus(4), EDX);
    a.lea(ESI, ptr(EBX).plus(40)).add(EDX, dword(EDI)).emit(Mnemonic.XCHG, ESI, EDI);
    a.mov(dword(EDI), EDX).add(EDX, dword(EDI).plus(4));
    a.lea(EDI, ptr(EBX).plus(8)).inc(dword(EDI)).add(EDI, 24).add(dword(EDI).plus(-20), EDX);
    a.dec(EDI).mov(EDX, dword(EDI).plus(-23)).sub(EDI, 7).add(dword(EDI).plus(-12), EDX).inc(EDI);
    a.xor(EDX, dword(EDI).plus(-17)).lea(EDI, ptr(EDI).plus(1)).add(dword(EDI), EDX);
    a.mov(EBP, dword(EBX).index(ECX, 0).plus(-1)).add(dword(EBX).index(ECX, 0).plus(3), EBP);
  }

  /** In a loop, whose registers are locals. */
  private static byte[] loop() {
    Assembler a = new Assembler(32, GuestCode.CODE);
    a.mov(ECX, 1).mov(dword(DATA - 4), ROUNDS);
    Label again = a.here();
    step(a);
    a.add(EBX, STEP).dec(dword(DATA - 4)).jne(again).hlt();
    return a.assemble();
  }

  /** Without loops, whose registers stay where they are: each round goes through a return. */
  private static byte[] straight() {
    Assembler a = new Assembler(32, GuestCode.CODE);
    Label again = a.label();
    Label end = a.label();
    a.mov(ECX, 1).mov(dword(DATA - 4), ROUNDS);
    a.bind(again);
    step(a);
    a.add(EBX, STEP).dec(dword(DATA - 4)).je(end).push(again).ret();
    a.bind(end).hlt();
    return a.assemble();
  }

  private static GuestCode guest(byte[] code) {
    GuestCode guest = new GuestCode();
    guest.space.write(GuestCode.CODE, code, 0, code.length);
    for (int at = DATA; at < DATA + 0x8000; at += 4) {
      guest.space.write(at, 4, at * 0x9e37_79b9L & 0xffff_ffffL);
    }
    guest.vcpu.setGeneral(RBX, DATA);
    return guest.mapIdentically();
  }

  private static FirstFault run(GuestCode guest, Function<GuestCode, Engine> engine) {
    FirstFault policy = new FirstFault();
    guest.vcpu.trapPolicy = policy;
    engine.apply(guest).run(guest.vcpu);
    return policy;
  }

  private static void assertSame(GuestCode translated, GuestCode interpreted) {
    translated.assertSameStateAs(interpreted);
    for (int at = DATA - 4; at < DATA + 0x8000; at += 4) {
      assertThat(translated.space.read(at, 4)).isEqualTo(interpreted.space.read(at, 4));
    }
  }

  private static byte[] program(boolean looping) {
    return looping ? loop() : straight();
  }

  /** Every hundredth round or so lies in two pages. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void accessesReachAcrossPages(boolean looping) {
    try (GuestCode translated = guest(program(looping));
        GuestCode interpreted = guest(program(looping))) {
      run(interpreted, GuestCode::interpreter);
      run(translated, GuestCode::translator);
      assertThat(translated.vcpu.halted).isTrue();
      assertThat(translated.vcpu.general(RBX)).isEqualTo(DATA + ROUNDS * STEP);
      assertSame(translated, interpreted);
    }
  }

  /** Some of a round's accesses are in a page that is not there, or must not be written. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void faultsWhereEachWould(int flags) {
    for (boolean looping : new boolean[] {true, false}) {
      for (int start = 0; start < STEP; start += 4) {
        try (GuestCode translated = guest(program(looping));
            GuestCode interpreted = guest(program(looping))) {
          for (GuestCode guest : new GuestCode[] {translated, interpreted}) {
            guest.mapPage(ABSENT >> 12, flags);
            guest.vcpu.setGeneral(RBX, ABSENT - 20 * STEP + start);
          }
          FirstFault expected = run(interpreted, GuestCode::interpreter);
          FirstFault seen = run(translated, GuestCode::translator);
          assertThat(expected.fault).isNotNull();
          assertThat(seen.fault).isNotNull();
          assertThat(seen.fault.vector()).isEqualTo(GuestFault.PF);
          assertThat(seen.fault.errorCode()).isEqualTo(expected.fault.errorCode());
          assertSame(translated, interpreted);
        }
      }
    }
  }

  /** Accesses through FS are checked each on its own, and may leave: flags are kept before them. */
  @Test
  void flagsAreKeptBeforeAccessesThroughSegments() {
    try (GuestCode translated = guest(throughSegment());
        GuestCode interpreted = guest(throughSegment())) {
      for (GuestCode guest : new GuestCode[] {translated, interpreted}) {
        guest.mapPage(ABSENT >> 12, 0);
        guest.vcpu.setGeneral(RBX, ABSENT - 20 * STEP - 4);
      }
      run(interpreted, GuestCode::interpreter);
      run(translated, GuestCode::translator);
      assertThat(interpreted.vcpu.cr2).isEqualTo(ABSENT);
      assertSame(translated, interpreted);
    }
  }

  private static byte[] throughSegment() {
    Assembler a = new Assembler(32, GuestCode.CODE);
    Label again = a.here();
    a.mov(EAX, dword(EBX).in(FS)).cmp(EAX, 0).mov(EDX, dword(EBX).plus(4).in(FS)).add(EDX, EAX);
    a.add(EBX, STEP).jmp(again);
    return a.assemble();
  }

  /** What a write changes in code that holds the data is seen by what is executed next. */
  @Test
  void dataAmongCodeIsNotWrittenBehindTheTranslatorsBack() {
    try (GuestCode translated = guest(selfModifying());
        GuestCode interpreted = guest(selfModifying())) {
      run(interpreted, GuestCode::interpreter);
      run(translated, GuestCode::translator);
      assertThat(translated.vcpu.halted).isTrue();
      assertSame(translated, interpreted);
    }
  }

  /** Counts in the immediate operand of an instruction of its own. */
  private static byte[] selfModifying() {
    Assembler a = new Assembler(32, GuestCode.CODE);
    a.mov(ECX, 100);
    Label again = a.here();
    Label changed = a.label();
    a.mov(EDI, changed).mov(EDX, dword(EDI).plus(1)).inc(EDX).mov(dword(EDI).plus(1), EDX);
    a.bind(changed).mov(EAX, 0).add(EBX, EAX).dec(ECX).jne(again).hlt();
    return a.assemble();
  }
}
