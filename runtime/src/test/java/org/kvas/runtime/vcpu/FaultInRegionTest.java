package org.kvas.runtime.vcpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RBX;
import static org.kvas.translator.state.VcpuState.RCX;
import static org.kvas.translator.state.VcpuState.RDI;
import static org.kvas.translator.state.VcpuState.RSP;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.x86.semantics.Flags;

/**
 * A page fault in the middle of a loop that runs translated: what the guest's handler would see.
 */
class FaultInRegionTest {
  private static final int ARRAY = 0x10_0000;

  /**
   * Steps through the array a page less four bytes at a time, with flags, a register and the stack
   * in use.
   */
  private static final int[] LOOP = {
    0xbf,
    0x00,
    0x00,
    0x10,
    0x00, // mov edi, 0x100000
    0x31,
    0xc0, // xor eax, eax
    0xf9, // l: stc
    0x13,
    0xc7, // adc eax, edi
    0x50, // push eax
    0x00,
    0xff, // add bh, bh
    0x29,
    0xf8, // sub eax, edi: 1 more than before
    0x01,
    0x07, // add [edi], eax: faults at last
    0x58, // pop eax
    0x83,
    0xef,
    0x04, // sub edi, 4
    0x81,
    0xc7,
    0x00,
    0x10,
    0x00,
    0x00, // add edi, 0x1000
    0x41, // inc ecx
    0xeb,
    0xe9 // jmp l
  };

  private static final int STORE = 0x1000 + 15;

  /** Identity mapping but for the pages of the array from {@code badPage} on. */
  private static GuestCode guest(int badPage, int entry) {
    GuestCode guest = new GuestCode().code(LOOP);
    guest.mapIdentically();
    for (int page = (ARRAY >> 12) + badPage; page < (ARRAY >> 12) + 240; page++) {
      guest.mapPage(page, entry);
    }
    guest.vcpu.setGeneral(RBX, 0x1234_5601);
    return guest;
  }

  private static GuestFault fault(GuestCode guest, Function<GuestCode, Engine> engine) {
    FirstFault policy = new FirstFault();
    guest.vcpu.trapPolicy = policy;
    engine.apply(guest).run(guest.vcpu);
    return policy.fault;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 20, 200})
  void showsTheStateBeforeTheInstruction(int badPage) {
    try (GuestCode interpreted = guest(badPage, 0);
        GuestCode translated = guest(badPage, 0)) {
      GuestFault expected = fault(interpreted, GuestCode::interpreter);
      GuestFault fault = fault(translated, GuestCode::translator);
      assertThat(fault.vector()).isEqualTo(expected.vector()).isEqualTo(GuestFault.PF);
      assertThat(fault.errorCode()).isEqualTo(expected.errorCode()).isEqualTo(2);
      assertThat(translated.vcpu.generals()).isEqualTo(interpreted.vcpu.generals());
      assertThat(translated.vcpu.rflags()).isEqualTo(interpreted.vcpu.rflags());
      assertThat(translated.vcpu.cr2).isEqualTo(interpreted.vcpu.cr2);
      assertThat(translated.vcpu.rip).isEqualTo(interpreted.vcpu.rip).isEqualTo(STORE);
      assertThat(translated.vcpu.instructions).isEqualTo(interpreted.vcpu.instructions);
      assertThat(bytes(translated)).isEqualTo(bytes(interpreted));
    }
  }

  @Test
  void stateIsWhatTheProgramHasComputed() {
    try (GuestCode guest = guest(20, 0)) {
      GuestFault fault = fault(guest, GuestCode::translator);
      // the store of a supervisor to an absent page
      assertThat(fault.errorCode()).isEqualTo(2);
      // 20 rounds of 4092 bytes reach the last 80 bytes of page 19, the next one page 20
      long edi = ARRAY + 21 * 4092L;
      assertThat(guest.vcpu.general(RDI)).isEqualTo(edi);
      assertThat(guest.vcpu.cr2).isEqualTo(edi);
      assertThat(guest.vcpu.general(RCX)).isEqualTo(21);
      assertThat(guest.vcpu.general(RSP)).isEqualTo(GuestCode.STACK - 4);
      // eax holds the old sum and one, the stack the new sum; SUB has set the flags
      long before = sum(21);
      assertThat(guest.vcpu.general(RAX)).isEqualTo(before + 1);
      assertThat(guest.space.read(GuestCode.STACK - 4, 4))
          .isEqualTo(before + 1 + edi & 0xffff_ffffL);
      assertThat(guest.vcpu.rflags() & (Flags.CF | Flags.ZF)).isZero();
    }
  }

  /** What EAX holds after some rounds. */
  private static long sum(int rounds) {
    long sum = 0;
    for (int i = 0; i < rounds; i++) {
      sum = sum + ARRAY + i * 4092L + 1 & 0xffff_ffffL;
    }
    return sum;
  }

  @Test
  void writeProtectionIsToldFromAbsence() {
    try (GuestCode guest = guest(5, 1)) {
      assertThat(fault(guest, GuestCode::translator).errorCode()).isEqualTo(3);
    }
  }

  @Test
  void goesOnWhenThePageHasCome() {
    try (GuestCode guest = guest(5, 0)) {
      fault(guest, GuestCode::translator);
      long before = guest.vcpu.instructions;
      int page = (int) (guest.vcpu.cr2 >> 12);
      guest.mapPage(page, GuestCode.PRESENT_WRITABLE);
      guest.vcpu.clearRequest(Vcpu.PENDING_EVENT);
      GuestFault next = fault(guest, GuestCode::translator);
      assertThat(next.errorCode()).isEqualTo(2);
      assertThat(guest.vcpu.cr2 >> 12).isEqualTo(page + 1);
      assertThat(guest.vcpu.instructions).isGreaterThan(before);
    }
  }

  private static byte[] bytes(GuestCode guest) {
    byte[] bytes = new byte[(int) guest.ram.size()];
    guest.ram.read(0, bytes, 0, bytes.length);
    return bytes;
  }
}
