package org.kvas.runtime.vcpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.translator.state.VcpuState.RBX;
import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/** PUSHes and POPs in a row, which translated code checks together, do what each would alone. */
class StackRunTest {
  private static final int PAGE = 0x1f_f000;

  /** Calls itself 300 times, with a frame of 20 bytes each: 48 of them lie in two pages. */
  private static byte[] recursion() {
    Assembler a = new Assembler(32, GuestCode.CODE);
    Label function = a.label();
    Label end = a.label();
    a.mov(ECX, 300).call(function).hlt();
    a.bind(function).push(EBX).push(ESI).push(EDI).push(EBP);
    a.lea(EBX, ptr(EBX).index(ECX, 1)).add(ESI, EBX).xor(EDI, ESI).lea(EBP, ptr(EDI).plus(1));
    a.dec(ECX).je(end).call(function);
    a.bind(end).add(EAX, EBX).add(EAX, EBP);
    a.pop(EBP).pop(EDI).pop(ESI).pop(EBX).ret();
    return a.assemble();
  }

  /** Four PUSHes and four POPs in a loop that moves down the stack. */
  private static byte[] descent() {
    Assembler a = new Assembler(32, GuestCode.CODE);
    Label again = a.here();
    a.push(EAX).push(EBX).push(ECX).push(EDX);
    a.pop(ESI).pop(EDI).add(dword(EBP), ESI).inc(EBX).lea(ECX, ptr(ECX).index(EBX, 2));
    a.jmp(again);
    return a.assemble();
  }

  private static GuestCode guest(byte[] code) {
    GuestCode guest = new GuestCode();
    guest.space.write(GuestCode.CODE, code, 0, code.length);
    guest.vcpu.setGeneral(RBX, 0x1234_5601);
    return guest;
  }

  private static void run(GuestCode guest, Function<GuestCode, Engine> engine) {
    guest.vcpu.trapPolicy = new FirstFault();
    engine.apply(guest).run(guest.vcpu);
  }

  private static void assertSame(GuestCode translated, GuestCode interpreted) {
    translated.assertSameStateAs(interpreted);
    for (long at = PAGE - 4096; at < GuestCode.STACK; at += 4) {
      assertThat(translated.space.read(at, 4)).isEqualTo(interpreted.space.read(at, 4));
    }
  }

  @Test
  void framesReachAcrossPages() {
    try (GuestCode translated = guest(recursion());
        GuestCode interpreted = guest(recursion())) {
      run(interpreted, GuestCode::interpreter);
      run(translated, GuestCode::translator);
      assertThat(interpreted.vcpu.general(RSP)).isEqualTo(GuestCode.STACK);
      assertSame(translated, interpreted);
    }
  }

  /** The run is cut by the border of a page that is not there. */
  @ParameterizedTest
  @ValueSource(ints = {0x800, 0x804, 0x808, 0x80c})
  void faultsWhereEachWould(int start) {
    try (GuestCode translated = paged(start);
        GuestCode interpreted = paged(start)) {
      run(interpreted, GuestCode::interpreter);
      run(translated, GuestCode::translator);
      assertThat(interpreted.vcpu.cr2).isEqualTo(PAGE - 4);
      assertSame(translated, interpreted);
    }
  }

  /** Identity mapping but for the page below the stack's. */
  private static GuestCode paged(int start) {
    GuestCode guest = guest(descent());
    guest.mapIdentically();
    guest.mapPage((PAGE >> 12) - 1, 0);
    guest.vcpu.setGeneral(RSP, PAGE + start);
    guest.vcpu.setGeneral(5, 0x18_0000);
    return guest;
  }
}
