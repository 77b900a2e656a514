package org.kvas.runtime.vcpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.kvas.translator.state.VcpuState;

/** RF in the image that an event pushes. SDM Vol. 3A, 6.8.3; Vol. 3B, 17.3.1.1. */
class ResumeFlagTest {
  private static final int GDT = 0x3000;
  private static final int IDT = 0x4000;
  private static final int HANDLER = 0x2000;
  private static final int FRAME = 12;
  private static final int RF = 1 << 16;

  /** Vectors 1 and 2 lead to a HLT. */
  private static GuestCode guest(int... code) {
    GuestCode guest = new GuestCode().code(code);
    guest.space.write(HANDLER, 1, 0xf4);
    guest.space.write(GDT + 8, 8, 0x00cf_9b00_0000_ffffL);
    guest.space.write(IDT + 8, 8, 0x0000_8e00_0008_0000L | HANDLER);
    guest.space.write(IDT + 16, 8, 0x0000_8e00_0008_0000L | HANDLER);
    guest.vcpu.gdtBase = GDT;
    guest.vcpu.gdtLimit = 0x17;
    guest.vcpu.idtBase = IDT;
    guest.vcpu.idtLimit = 0x7f;
    return guest;
  }

  private static long frame(GuestCode guest, int offset) {
    return guest.space.read(GuestCode.STACK - FRAME + offset, 4);
  }

  private static GuestCode outputsThenNmi(int count) {
    GuestCode guest = guest(0xf3, 0x6e, 0xf4); // rep outsb; hlt
    guest.onPortWrite = () -> guest.vcpu.request(Vcpu.PENDING_NMI);
    guest.vcpu.setGeneral(VcpuState.RCX, count);
    guest.vcpu.setGeneral(VcpuState.RSI, 0x5000);
    guest.interpreter().run(guest.vcpu);
    return guest;
  }

  @Test
  void isSetBetweenTwoElementsOfARepetition() {
    try (GuestCode guest = outputsThenNmi(3)) {
      assertThat(frame(guest, 0)).isEqualTo(GuestCode.CODE);
      assertThat(guest.vcpu.general(VcpuState.RCX)).isEqualTo(2);
      assertThat(frame(guest, 8) & RF).isEqualTo(RF);
    }
  }

  @Test
  void isClearBehindTheLastElement() {
    try (GuestCode guest = outputsThenNmi(1)) {
      assertThat(frame(guest, 0)).isEqualTo(GuestCode.CODE + 2);
      assertThat(frame(guest, 8) & RF).isZero();
    }
  }

  @Test
  void isSetByAGeneralDetectFault() {
    try (GuestCode guest = guest(0x0f, 0x21, 0xf0, 0xf4)) { // mov eax, dr6; hlt
      guest.vcpu.dr[7] = 0x2400;
      guest.interpreter().run(guest.vcpu);
      assertThat(frame(guest, 0)).isEqualTo(GuestCode.CODE);
      assertThat(frame(guest, 8) & RF).isEqualTo(RF);
      assertThat(guest.vcpu.dr[7]).isEqualTo(0x400);
    }
  }

  @Test
  void isClearBehindAnInt1() {
    try (GuestCode guest = guest(0xf1, 0xf4)) {
      guest.interpreter().run(guest.vcpu);
      assertThat(frame(guest, 0)).isEqualTo(GuestCode.CODE + 1);
      assertThat(frame(guest, 8) & RF).isZero();
    }
  }
}
