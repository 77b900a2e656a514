package org.kvas.runtime.vcpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kvas.translator.state.VcpuState;

/** PAUSE gives the thread to the other processors, if there are any. SDM Vol. 2B, PAUSE. */
class PauseTest {
  private static final int TURNS = 3;

  /** l: inc eax; pause; cmp eax, 3; jb l; hlt. */
  private static final int[] SPIN = {0x40, 0xf3, 0x90, 0x83, 0xf8, TURNS, 0x72, 0xf8, 0xf4};

  static Stream<Function<GuestCode, Engine>> engines() {
    return Stream.of(GuestCode::interpreter, GuestCode::translator);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void endsTheTurnWhereOthersWait(Function<GuestCode, Engine> create) {
    try (GuestCode guest = new GuestCode().code(SPIN)) {
      Engine engine = create.apply(guest);
      guest.vcpu.sharesThread = true;
      for (int turn = 1; turn <= TURNS; turn++) {
        engine.run(guest.vcpu);
        assertThat(guest.vcpu.general(VcpuState.RAX)).isEqualTo(turn);
        assertThat(guest.vcpu.pending & Vcpu.PENDING_EVENT).isNotZero();
        guest.vcpu.clearRequest(Vcpu.PENDING_EVENT);
      }
      engine.run(guest.vcpu);
      assertThat(guest.vcpu.halted).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void isNothingToAProcessorAlone(Function<GuestCode, Engine> create) {
    try (GuestCode guest = new GuestCode().code(SPIN)) {
      create.apply(guest).run(guest.vcpu);
      assertThat(guest.vcpu.halted).isTrue();
      assertThat(guest.vcpu.general(VcpuState.RAX)).isEqualTo(TURNS);
      assertThat(guest.vcpu.pending & Vcpu.PENDING_EVENT).isZero();
    }
  }
}
