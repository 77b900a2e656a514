package org.kvas.runtime.vcpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.translator.state.VcpuState.RBX;
import static org.kvas.translator.state.VcpuState.RDX;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/** Conditions that are not in the block whose instruction has set the flags. */
class FlagsAcrossBlocksTest {
  private static final int ROUNDS = 2000;

  /** Instructions: all blocks of a loop have run several times when it is translated. */
  private static final int THRESHOLD = 200;

  private static GuestCode run(byte[] code, Function<GuestCode, Engine> engine) {
    GuestCode guest = new GuestCode();
    guest.space.write(GuestCode.CODE, code, 0, code.length);
    engine.apply(guest).run(guest.vcpu);
    assertThat(guest.vcpu.halted).isTrue();
    return guest;
  }

  private static Engine translator(GuestCode guest) {
    return new Engines()
        .translator(guest.vcpu, guest.mmu, guest.space, guest.codePages, THRESHOLD, true);
  }

  private static Vcpu runBoth(Assembler assembler) {
    byte[] code = assembler.assemble();
    try (GuestCode translated = run(code, FlagsAcrossBlocksTest::translator);
        GuestCode interpreted = run(code, GuestCode::interpreter)) {
      translated.assertSameStateAs(interpreted);
      return translated.vcpu;
    }
  }

  @Test
  void twoJumpsBehindOneComparison() {
    Assembler a = new Assembler(32, GuestCode.CODE);
    Label again = a.label();
    Label equal = a.label();
    Label less = a.label();
    Label next = a.label();
    a.mov(ECX, ROUNDS).mov(EAX, -ROUNDS / 2);
    a.bind(again).cmp(EAX, 7).je(equal).jl(less).inc(EBX).jmp(next);
    a.bind(equal).add(EBX, 1000).jmp(next);
    a.bind(less).inc(EDX);
    a.bind(next).inc(EAX).dec(ECX).jne(again).hlt();
    Vcpu vcpu = runBoth(a);
    assertThat(vcpu.general(RDX)).isEqualTo(1007);
    assertThat(vcpu.general(RBX)).isEqualTo(1000 + ROUNDS - 1008);
  }

  /** A jump that two ways lead to: behind a sum, and behind a difference of the same numbers. */
  @Test
  void oneJumpBehindTwoKinds() {
    Assembler a = new Assembler(32, GuestCode.CODE);
    Label again = a.label();
    Label sum = a.label();
    Label join = a.label();
    Label carried = a.label();
    Label next = a.label();
    a.mov(ECX, ROUNDS).mov(ESI, 0xffff_ffa0);
    a.bind(again).mov(EAX, ESI).test(ECX, 1).je(sum);
    a.sub(EAX, 50).jmp(join);
    a.bind(sum).add(EAX, 50);
    a.bind(join).jb(carried).inc(EBX).jmp(next);
    a.bind(carried).inc(EDX);
    a.bind(next).inc(ESI).dec(ECX).jne(again).hlt();
    Vcpu vcpu = runBoth(a);
    assertThat(vcpu.general(RBX) + vcpu.general(RDX)).isEqualTo(ROUNDS);
    assertThat(vcpu.general(RDX)).isBetween(30L, 1100L);
  }

  /** The callee sets others than those from before the call. */
  @Test
  void aJumpBehindACall() {
    Assembler a = new Assembler(32, GuestCode.CODE);
    Label again = a.label();
    Label callee = a.label();
    Label carried = a.label();
    Label next = a.label();
    a.mov(ECX, ROUNDS);
    a.bind(again).cmp(EAX, 1).call(callee).jb(carried).inc(EBX).jmp(next);
    a.bind(carried).inc(EDX);
    a.bind(next).dec(ECX).jne(again).hlt();
    a.bind(callee).mov(ESI, ECX).add(ESI, -1000).ret();
    Vcpu vcpu = runBoth(a);
    assertThat(vcpu.general(RDX)).isEqualTo(ROUNDS - 999);
    assertThat(vcpu.general(RBX)).isEqualTo(999);
  }

  /** A jump that a loop comes back to with other flags than it was entered with. */
  @Test
  void aJumpAtTheHeadOfALoop() {
    Assembler a = new Assembler(32, GuestCode.CODE);
    Label head = a.label();
    Label out = a.label();
    a.mov(ECX, ROUNDS).cmp(ECX, 0);
    a.bind(head).je(out).inc(EBX).add(ECX, -1).jmp(head);
    a.bind(out).hlt();
    assertThat(runBoth(a).general(RBX)).isEqualTo(ROUNDS);
  }
}
