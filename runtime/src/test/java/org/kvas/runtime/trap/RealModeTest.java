package org.kvas.runtime.trap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.DS;
import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.state.VcpuState.SS;

import org.junit.jupiter.api.Test;

/** SDM Vol. 3B, 20.1. */
class RealModeTest {
  private final TrapGuest guest = new TrapGuest();

  @Test
  void interruptAndReturn() {
    guest.store(0x10 * 4, 4, 0xf000_1234L);
    guest.cpu.systemFlags = 0x302;
    guest.cpu.setStatusFlags(1);
    guest.execute("cd 10");
    assertThat(guest.cpu.rip).isEqualTo(0x1234);
    assertThat(guest.cpu.segmentSelector[CS]).isEqualTo(0xf000);
    assertThat(guest.cpu.segmentBase[CS]).isEqualTo(0xf_0000);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x6ffa);
    assertThat(guest.stack(0, 2)).isEqualTo(0x102);
    assertThat(guest.stack(1, 2)).isZero();
    assertThat(guest.stack(2, 2)).isEqualTo(0x303);
    assertThat(guest.cpu.systemFlags).isEqualTo(2);
    guest.execute("cf");
    assertThat(guest.cpu.rip).isEqualTo(0x102);
    assertThat(guest.cpu.segmentSelector[CS]).isZero();
    assertThat(guest.cpu.rflags()).isEqualTo(0x303);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x7000);
  }

  @Test
  void stackPointerWrapsAt64KiB() {
    guest.cpu.setGeneral(RSP, 0xabcd_0000L);
    guest.execute("0e");
    assertThat(guest.cpu.general(RSP)).isEqualTo(0xabcd_fffeL);
  }

  @Test
  void farCallAndReturn() {
    guest.execute("9a 34 12 00 20");
    assertThat(guest.cpu.segmentBase[CS]).isEqualTo(0x2_0000);
    assertThat(guest.cpu.rip).isEqualTo(0x1234);
    assertThat(guest.stack(0, 2)).isEqualTo(0x105);
    guest.execute("ca 02 00");
    assertThat(guest.cpu.rip).isEqualTo(0x105);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x7002);
  }

  @Test
  void loadingASegmentKeepsTheLimitOfUnrealMode() {
    SegmentRegisters.set(guest.cpu, DS, 0, 0, 0xffff_ffffL, 0x93);
    guest.cpu.setGeneral(RAX, 0x1000);
    guest.execute("8e d8");
    assertThat(guest.cpu.segmentBase[DS]).isEqualTo(0x1_0000);
    assertThat(guest.cpu.segmentWriteHigh[DS]).isEqualTo(0xffff_ffffL);
  }

  @Test
  void loadingSsHoldsInterruptsBack() {
    guest.execute("17");
    assertThat(guest.cpu.interruptShadow).isTrue();
    assertThat(guest.cpu.segmentSelector[SS]).isZero();
  }

  @Test
  void protectedModeInstructionsAreInvalid() {
    assertThat(guest.fault("0f 00 d0")).as("LLDT").isEqualTo("#6");
    assertThat(guest.fault("0f 00 c8")).as("STR").isEqualTo("#6");
    assertThat(guest.fault("0f 02 c0")).as("LAR").isEqualTo("#6");
    assertThat(guest.fault("63 c0")).as("ARPL").isEqualTo("#6");
    assertThat(guest.fault("0f 34")).as("SYSENTER").isEqualTo("#13(0)");
  }

  @Test
  void faultHasTheInstructionAsReturnAddressAndNoErrorCode() {
    guest.store(13 * 4, 4, 0x0000_4000L);
    guest.deliver(13, 0, EventKind.EXCEPTION);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x6ffa);
    assertThat(guest.stack(0, 2)).isEqualTo(0x100);
    assertThat(guest.cpu.rip).isEqualTo(0x4000);
  }

  @Test
  void farJumpIntoProtectedMode() {
    guest.cpu.gdtBase = TrapGuest.GDT;
    guest.cpu.gdtLimit = 0x1f;
    guest.store(TrapGuest.GDT + 8, 8, TrapGuest.FLAT_CODE & ~(1L << 40));
    guest.cpu.setGeneral(RAX, 0x11);
    guest.execute("0f 22 c0");
    assertThat(guest.cpu.rip).isEqualTo(0x103);
    guest.execute("66 ea 78 56 34 00 08 00");
    assertThat(guest.cpu.rip).isEqualTo(0x345678);
    assertThat(guest.cpu.segmentAttributes[CS]).isEqualTo(0xc09b);
    assertThat(guest.load(TrapGuest.GDT + 8, 8)).as("accessed").isEqualTo(TrapGuest.FLAT_CODE);
    assertThat(org.kvas.translator.state.ExecutionMode.codeBits(guest.cpu.mode)).isEqualTo(32);
  }
}
