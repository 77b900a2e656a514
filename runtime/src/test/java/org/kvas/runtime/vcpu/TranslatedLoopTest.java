package org.kvas.runtime.vcpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kvas.translator.state.VcpuState;

/** Whole loops through each engine. */
class TranslatedLoopTest {
  /** Sum of 1 to 100,000 in eax, with a store and a load each time round. */
  private static final int[] SUM = {
    0x31,
    0xc0, // xor eax, eax
    0xb9,
    0xa0,
    0x86,
    0x01,
    0x00, // mov ecx, 100000
    0x89,
    0x0d,
    0x00,
    0x00,
    0x10,
    0x00, // l: mov [0x100000], ecx
    0x03,
    0x05,
    0x00,
    0x00,
    0x10,
    0x00, // add eax, [0x100000]
    0x49, // dec ecx
    0x75,
    0xf1, // jnz l
    0xf4 // hlt
  };

  /** fib(15) by recursion, in eax. */
  private static final int[] FIBONACCI = {
    0xbb,
    0x0f,
    0x00,
    0x00,
    0x00, // mov ebx, 15
    0xe8,
    0x01,
    0x00,
    0x00,
    0x00, // call f
    0xf4, // hlt
    0x83,
    0xfb,
    0x02, // f: cmp ebx, 2
    0x73,
    0x03, // jae r
    0x89,
    0xd8, // mov eax, ebx
    0xc3, // ret
    0x53, // r: push ebx
    0x4b, // dec ebx
    0xe8,
    0xf1,
    0xff,
    0xff,
    0xff, // call f
    0x5b, // pop ebx
    0x50, // push eax
    0x83,
    0xeb,
    0x02, // sub ebx, 2
    0xe8,
    0xe7,
    0xff,
    0xff,
    0xff, // call f
    0x5a, // pop edx
    0x01,
    0xd0, // add eax, edx
    0xc3 // ret
  };

  private static Vcpu run(int[] code, Function<GuestCode, Engine> engine) {
    try (GuestCode guest = new GuestCode().code(code)) {
      engine.apply(guest).run(guest.vcpu);
      assertThat(guest.vcpu.halted).isTrue();
      return guest.vcpu;
    }
  }

  @Test
  void sumsInTheInterpreter() {
    assertThat(run(SUM, GuestCode::interpreter).general(VcpuState.RAX))
        .isEqualTo(5_000_050_000L & 0xffff_ffffL);
  }

  @Test
  void sumsInTranslatedCode() {
    Vcpu interpreted = run(SUM, GuestCode::interpreter);
    Vcpu translated = run(SUM, GuestCode::translator);
    assertThat(translated.generals()).isEqualTo(interpreted.generals());
    assertThat(translated.rip).isEqualTo(interpreted.rip);
    assertThat(translated.rflags()).isEqualTo(interpreted.rflags());
    assertThat(translated.instructions).isEqualTo(interpreted.instructions);
  }

  /** As a machine runs it: with HotSpot asked to compile, and loops made anew once they are hot. */
  @Test
  @Timeout(60)
  void sumsWhileItsRegionIsMadeAnew() {
    try (GuestCode guest = new GuestCode().code(SUM)) {
      Vcpu vcpu = guest.vcpu;
      Engine engine = new Engines().translator(vcpu, guest.mmu, guest.space, guest.codePages);
      do {
        vcpu.rip = GuestCode.CODE;
        vcpu.halted = false;
        while (!vcpu.halted) {
          engine.run(vcpu);
        }
        assertThat(vcpu.general(VcpuState.RAX)).isEqualTo(5_000_050_000L & 0xffff_ffffL);
      } while (vcpu.counters.renewals == 0);
      engine.close();
    }
  }

  @Test
  void callsAndReturnsInTranslatedCode() {
    Vcpu interpreted = run(FIBONACCI, GuestCode::interpreter);
    Vcpu translated = run(FIBONACCI, GuestCode::translator);
    assertThat(interpreted.general(VcpuState.RAX)).isEqualTo(610);
    assertThat(translated.generals()).isEqualTo(interpreted.generals());
    assertThat(translated.rflags()).isEqualTo(interpreted.rflags());
    assertThat(translated.instructions).isEqualTo(interpreted.instructions);
  }
}
