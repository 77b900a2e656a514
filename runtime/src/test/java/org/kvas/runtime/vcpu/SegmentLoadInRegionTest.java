package org.kvas.runtime.vcpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.translator.state.VcpuState.RBX;
import static org.kvas.translator.state.VcpuState.RDX;
import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/** Segment registers that are loaded in the middle of translated loops. */
class SegmentLoadInRegionTest {
  private static final int GDT = 0x3000;
  private static final int DATA = 0x10_0000;
  private static final int BASE = 0x1000;
  private static final int FLAT = 16;
  private static final int BASED = 24;
  private static final int ROUNDS = 60;

  private static GuestCode guest(byte[] code) {
    GuestCode guest = new GuestCode();
    guest.space.write(GuestCode.CODE, code, 0, code.length);
    guest.space.write(GDT + 8, 8, 0x00cf_9b00_0000_ffffL);
    guest.space.write(GDT + FLAT, 8, 0x00cf_9300_0000_ffffL);
    guest.space.write(GDT + BASED, 8, 0x00cf_9300_0000_ffffL | (long) BASE << 16);
    guest.space.write(DATA, 4, 3);
    guest.space.write(DATA + BASE, 4, 1000);
    guest.vcpu.gdtBase = GDT;
    guest.vcpu.gdtLimit = 0x1f;
    return guest;
  }

  private static Vcpu runBoth(byte[] code) {
    try (GuestCode translated = guest(code);
        GuestCode interpreted = guest(code)) {
      run(interpreted, GuestCode::interpreter);
      run(translated, GuestCode::translator);
      translated.assertSameStateAs(interpreted);
      assertThat(translated.vcpu.mode).isEqualTo(interpreted.vcpu.mode);
      return translated.vcpu;
    }
  }

  private static void run(GuestCode guest, Function<GuestCode, Engine> engine) {
    guest.vcpu.trapPolicy = new FirstFault();
    engine.apply(guest).run(guest.vcpu);
    assertThat(guest.vcpu.halted).isTrue();
  }

  /** A kernel's way in and out: the same segments again, and one with a base. */
  @Test
  void theModeStaysTheSame() {
    Assembler a = new Assembler(32, GuestCode.CODE);
    a.mov(ECX, ROUNDS);
    Label again = a.here();
    a.push(DS).mov(EAX, FLAT).mov(DS, AX).mov(ES, AX).mov(EAX, BASED).mov(FS, AX);
    a.add(EBX, dword(DATA)).add(EDX, dword(DATA).in(FS)).pop(DS).inc(ESI);
    a.dec(ECX).jne(again).hlt();
    Vcpu vcpu = runBoth(a.assemble());
    assertThat(vcpu.general(RBX)).isEqualTo(3 * ROUNDS);
    assertThat(vcpu.general(RDX)).isEqualTo(1000 * ROUNDS);
    assertThat(ExecutionMode.isFlat(vcpu.mode)).isTrue();
  }

  /** What was translated for flat segments is left where they no longer are. */
  @Test
  void theModeChangesAndChangesBack() {
    Assembler a = new Assembler(32, GuestCode.CODE);
    a.mov(ECX, ROUNDS);
    Label again = a.here();
    a.mov(EAX, BASED).mov(DS, AX).add(EDX, dword(DATA));
    a.push(FLAT).pop(DS).add(EBX, dword(DATA)).dec(ECX).jne(again);
    a.mov(EAX, BASED).mov(ES, AX).hlt();
    Vcpu vcpu = runBoth(a.assemble());
    assertThat(vcpu.general(RBX)).isEqualTo(3 * ROUNDS);
    assertThat(vcpu.general(RDX)).isEqualTo(1000 * ROUNDS);
    assertThat(ExecutionMode.isFlat(vcpu.mode)).isFalse();
  }
}
