package org.kvas.runtime.vcpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kvas.translator.state.VcpuState;

/** From an NMI's delivery to the next IRET one more is remembered. SDM Vol. 3A, 6.7.1. */
class NmiBlockingTest {
  private static final int GDT = 0x3000;
  private static final int IDT = 0x4000;
  private static final int HANDLER = 0x2000;
  private static final int FRAME = 12;

  private final List<Long> stacks = new ArrayList<>();

  /** The handler is {@code out 0x80, al; iret}; more NMIs arrive while it runs first. */
  private static GuestCode guest() {
    GuestCode guest = new GuestCode().code(0x90, 0xf4); // nop; hlt
    guest.space.write(HANDLER, 4, 0x00cf_80e6);
    guest.space.write(GDT + 8, 8, 0x00cf_9b00_0000_ffffL);
    guest.space.write(GDT + 16, 8, 0x00cf_9300_0000_ffffL);
    guest.space.write(IDT + 16, 8, 0x0000_8e00_0008_0000L | HANDLER);
    guest.vcpu.gdtBase = GDT;
    guest.vcpu.gdtLimit = 0x17;
    guest.vcpu.idtBase = IDT;
    guest.vcpu.idtLimit = 0x7f;
    return guest;
  }

  @Test
  void oneMoreIsDeliveredBehindTheReturn() {
    try (GuestCode guest = guest()) {
      guest.onPortWrite =
          () -> {
            stacks.add(guest.vcpu.general(VcpuState.RSP));
            if (stacks.size() == 1) {
              guest.vcpu.request(Vcpu.PENDING_NMI);
            }
          };
      guest.vcpu.request(Vcpu.PENDING_NMI);
      guest.interpreter().run(guest.vcpu);
      assertThat(stacks)
          .as("one after the other, not nested")
          .containsExactly(GuestCode.STACK - FRAME, GuestCode.STACK - FRAME);
      assertThat(guest.vcpu.nmiBlocked).isFalse();
      assertThat(guest.vcpu.rip).isEqualTo(GuestCode.CODE + 2);
    }
  }

  @Test
  void twoThatArriveTogetherAreBothDelivered() {
    try (GuestCode guest = guest()) {
      guest.onPortWrite = () -> stacks.add(guest.vcpu.general(VcpuState.RSP));
      guest.vcpu.latchNmi();
      guest.vcpu.latchNmi();
      guest.vcpu.latchNmi();
      guest.interpreter().run(guest.vcpu);
      assertThat(stacks).containsExactly(GuestCode.STACK - FRAME, GuestCode.STACK - FRAME);
    }
  }
}
