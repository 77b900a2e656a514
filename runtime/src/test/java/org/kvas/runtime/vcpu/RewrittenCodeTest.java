package org.kvas.runtime.vcpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.translator.state.VcpuState.RAX;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kvas.runtime.trap.ControlBits;

/**
 * Code that changes while it is hot: the very next execution is of the new bytes, however they
 * came. SDM Vol. 3A, 8.1.3.
 */
class RewrittenCodeTest {
  private static final int DIRECTORY = 0x30_0000;
  private static final int TABLE = 0x30_1000;

  /** The page of the function once more. */
  private static final int ALIAS = 0x25_0000;

  private static final int FUNCTION = 0x1800;
  private static final int ROUNDS = 1000;

  /**
   * Calls the function until ecx is 0, adding up what it returns; writes something in the middle.
   */
  private static int[] program(int... writes) {
    int[] before = {
      0x31,
      0xdb, // xor ebx, ebx
      0xb9,
      ROUNDS & 0xff,
      ROUNDS >> 8,
      0,
      0, // mov ecx, 1000
      0xe8,
      0xf4,
      0x07,
      0,
      0, // l: call function
      0x01,
      0xc3, // add ebx, eax
      0x81,
      0xf9,
      0xf4,
      0x01,
      0,
      0, // cmp ecx, 500
      0x75,
      writes.length // jne n
    };
    int[] after = {
      0x49, // n: dec ecx
      0x75,
      -(1 + 2 + writes.length + 2 + 6 + 2 + 5) & 0xff, // jnz l
      0x89,
      0xd8, // mov eax, ebx
      0xf4 // hlt
    };
    int[] code = new int[before.length + writes.length + after.length];
    System.arraycopy(before, 0, code, 0, before.length);
    System.arraycopy(writes, 0, code, before.length, writes.length);
    System.arraycopy(after, 0, code, before.length + writes.length, after.length);
    return code;
  }

  private static GuestCode guest(int... writes) {
    GuestCode guest = new GuestCode().code(program(writes));
    int[] function = {0xb8, 1, 0, 0, 0, 0xc3}; // mov eax, 1; ret
    for (int i = 0; i < function.length; i++) {
      guest.space.write(FUNCTION + i, 1, function[i]);
    }
    return guest;
  }

  static List<Function<GuestCode, Engine>> engines() {
    return List.of(GuestCode::interpreter, GuestCode::translator);
  }

  private static long sum(GuestCode guest, Function<GuestCode, Engine> engine) {
    engine.apply(guest).run(guest.vcpu);
    assertThat(guest.vcpu.halted).isTrue();
    return guest.vcpu.general(RAX);
  }

  /** 501 times 1 (the 500th last call comes before the write), then 499 times 5. */
  private static final long CHANGED = 501 + 499 * 5;

  @ParameterizedTest
  @MethodSource("engines")
  void unchanged(Function<GuestCode, Engine> engine) {
    try (GuestCode guest = guest(0x90)) {
      assertThat(sum(guest, engine)).isEqualTo(ROUNDS);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void byAStoreOfItsOwn(Function<GuestCode, Engine> engine) {
    // mov byte [0x1801], 5
    try (GuestCode guest = guest(0xc6, 0x05, 0x01, 0x18, 0, 0, 5)) {
      assertThat(sum(guest, engine)).isEqualTo(CHANGED);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void byAStoreToTheNextInstruction(Function<GuestCode, Engine> engine) {
    // mov byte [next + 1], 5; next: add bl, 1
    int next = (int) GuestCode.CODE + 22 + 7;
    try (GuestCode guest = guest(0xc6, 0x05, next + 2 & 0xff, next >> 8, 0, 0, 5, 0x80, 0xc3, 1)) {
      // bl was 501 & ff = f5 when the write came: f5 + 5 does not carry
      assertThat(sum(guest, engine)).isEqualTo(ROUNDS + 5);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void byAStringInstruction(Function<GuestCode, Engine> engine) {
    // mov edi, 0x1801; mov al, 5; stosb
    try (GuestCode guest = guest(0xbf, 0x01, 0x18, 0, 0, 0xb0, 5, 0xaa)) {
      assertThat(sum(guest, engine)).isEqualTo(CHANGED);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void throughAnotherAddressOfThePage(Function<GuestCode, Engine> engine) {
    // mov byte [0x250801], 5
    try (GuestCode guest = guest(0xc6, 0x05, 0x01, 0x08, 0x25, 0, 5)) {
      guest.space.write(DIRECTORY, 4, TABLE | 3);
      for (int page = 0; page < 1024; page++) {
        int frame = page == ALIAS >> 12 ? FUNCTION >> 12 : page;
        guest.space.write(TABLE + 4 * page, 4, (long) frame << 12 | 3);
      }
      guest.vcpu.cr3 = DIRECTORY;
      guest.vcpu.cr0 |= ControlBits.CR0_PG;
      guest.vcpu.refreshMode();
      assertThat(sum(guest, engine)).isEqualTo(CHANGED);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void byABusMaster(Function<GuestCode, Engine> engine) {
    // out 0x80, al: makes a device write
    try (GuestCode guest = guest(0xe6, 0x80)) {
      guest.onPortWrite = () -> guest.space.write(FUNCTION + 1, new byte[] {5}, 0, 1);
      assertThat(sum(guest, engine)).isEqualTo(CHANGED);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void byABusMasterBetweenTwoRuns(Function<GuestCode, Engine> engine) {
    try (GuestCode guest = guest(0x90)) {
      Engine runner = engine.apply(guest);
      runner.run(guest.vcpu);
      guest.space.write(FUNCTION + 1, new byte[] {7}, 0, 1);
      guest.vcpu.halted = false;
      guest.vcpu.rip = GuestCode.CODE;
      runner.run(guest.vcpu);
      assertThat(guest.vcpu.general(RAX)).isEqualTo(7 * ROUNDS);
    }
  }
}
