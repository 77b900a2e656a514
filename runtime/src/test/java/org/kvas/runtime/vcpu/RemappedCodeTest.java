package org.kvas.runtime.vcpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.translator.state.VcpuState.RAX;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kvas.runtime.trap.ControlBits;

/**
 * A page of hot code is mapped to other code: once the translation has been invalidated, the very
 * next execution is of the new one. SDM Vol. 3A, 4.10.4.
 */
class RemappedCodeTest {
  private static final int DIRECTORY = 0x30_0000;
  private static final int TABLE = 0x30_1000;
  private static final int FUNCTION = 0x25_0000;
  private static final int ENTRY = TABLE + 4 * (FUNCTION >> 12);
  private static final int ONE = 0x2000;
  private static final int FIVE = 0x3000;
  private static final int PRESENT = 3;
  private static final int GLOBAL = 1 << 8;

  private static final int[] INVLPG = {0x0f, 0x01, 0x3d, 0, 0, FUNCTION >> 16, 0};

  /** mov eax, cr3; mov cr3, eax */
  private static final int[] LOAD_CR3 = {0x0f, 0x20, 0xd8, 0x0f, 0x22, 0xd8};

  /** mov eax, cr4; xor al, 128; mov cr4, eax; xor al, 128; mov cr4, eax */
  private static final int[] TOGGLE_PGE = {
    0x0f, 0x20, 0xe0, 0x34, 0x80, 0x0f, 0x22, 0xe0, 0x34, 0x80, 0x0f, 0x22, 0xe0
  };

  /**
   * How the translation goes.
   *
   * @param others flags of all pages but the function's
   * @param own flags of the function's page
   */
  private record Invalidation(int[] code, int others, int own) {}

  static List<Invalidation> invalidations() {
    return List.of(
        new Invalidation(INVLPG, PRESENT, PRESENT),
        new Invalidation(INVLPG, PRESENT | GLOBAL, PRESENT | GLOBAL),
        new Invalidation(LOAD_CR3, PRESENT, PRESENT),
        new Invalidation(LOAD_CR3, PRESENT | GLOBAL, PRESENT),
        new Invalidation(TOGGLE_PGE, PRESENT | GLOBAL, PRESENT | GLOBAL));
  }

  /** Calls the function 1,000 times and adds up what it returns; remaps it in the middle. */
  private static int[] program(int[] invalidation) {
    int[] before = {
      0x31,
      0xdb, // xor ebx, ebx
      0xb9,
      0xe8,
      3,
      0,
      0, // mov ecx, 1000
      0xba,
      0,
      0,
      FUNCTION >> 16,
      0, // l: mov edx, function
      0xff,
      0xd2, // call edx
      0x01,
      0xc3, // add ebx, eax
      0x81,
      0xf9,
      0xf4,
      1,
      0,
      0, // cmp ecx, 500
      0x75,
      10 + invalidation.length, // jne n
      0xc7,
      0x05,
      ENTRY & 0xff,
      ENTRY >> 8 & 0xff,
      ENTRY >> 16,
      0, // mov dword [entry], ...
      PRESENT,
      FIVE >> 8,
      0,
      0
    };
    int[] after = {
      0x49, // n: dec ecx
      0x75,
      -(5 + 2 + 2 + 6 + 2 + 10 + invalidation.length + 1 + 2) & 0xff, // jnz l
      0x89,
      0xd8, // mov eax, ebx
      0xf4 // hlt
    };
    int[] code = new int[before.length + invalidation.length + after.length];
    System.arraycopy(before, 0, code, 0, before.length);
    System.arraycopy(invalidation, 0, code, before.length, invalidation.length);
    System.arraycopy(after, 0, code, before.length + invalidation.length, after.length);
    return code;
  }

  private static void function(GuestCode guest, int physical, int result) {
    int[] function = {0xb8, result, 0, 0, 0, 0xc3}; // mov eax, result; ret
    for (int i = 0; i < function.length; i++) {
      guest.space.write(physical + i, 1, function[i]);
    }
  }

  private static void map(GuestCode guest, Invalidation invalidation) {
    guest.space.write(DIRECTORY, 4, TABLE | PRESENT);
    for (int page = 0; page < 1024; page++) {
      guest.space.write(TABLE + 4 * page, 4, (long) page << 12 | invalidation.others);
    }
    guest.space.write(ENTRY, 4, ONE | invalidation.own);
    guest.vcpu.cr3 = DIRECTORY;
    guest.vcpu.cr4 |= ControlBits.CR4_PGE;
    guest.vcpu.cr0 |= ControlBits.CR0_PG;
    guest.vcpu.refreshMode();
  }

  private static void check(Invalidation invalidation, Function<GuestCode, Engine> engine) {
    try (GuestCode guest = new GuestCode().code(program(invalidation.code))) {
      function(guest, ONE, 1);
      function(guest, FIVE, 5);
      map(guest, invalidation);
      engine.apply(guest).run(guest.vcpu);
      assertThat(guest.vcpu.halted).isTrue();
      assertThat(guest.vcpu.general(RAX)).isEqualTo(501 + 499 * 5);
    }
  }

  @ParameterizedTest
  @MethodSource("invalidations")
  void interpreted(Invalidation invalidation) {
    check(invalidation, GuestCode::interpreter);
  }

  @ParameterizedTest
  @MethodSource("invalidations")
  void translated(Invalidation invalidation) {
    check(invalidation, GuestCode::translator);
  }
}
