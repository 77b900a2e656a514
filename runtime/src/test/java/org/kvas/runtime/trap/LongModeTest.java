package org.kvas.runtime.trap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.runtime.trap.TrapGuest.*;
import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.FS;
import static org.kvas.translator.state.VcpuState.GS;
import static org.kvas.translator.state.VcpuState.RCX;
import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.state.VcpuState.SS;

import org.junit.jupiter.api.Test;
import org.kvas.translator.state.ExecutionMode;

/** SDM Vol. 3A, 5.8.8 and 6.14. */
class LongModeTest {
  private static final int INTERRUPT_GATE = 0xe;

  @Test
  void sameLevelAlignsTheFrame() {
    TrapGuest guest = longMode(0);
    guest.wideGate(14, CODE64, 0xffff_8000_0000_5000L, INTERRUPT_GATE, 0, 0);
    guest.cpu.setGeneral(RSP, 0x6ff8);
    guest.cpu.systemFlags = 0x202;
    guest.deliver(14, 6, EventKind.EXCEPTION);
    assertThat(guest.cpu.rip).isEqualTo(0xffff_8000_0000_5000L);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x6ff0 - 48);
    long[] frame = {6, CODE, CODE64, 0x1_0202, 0x6ff8, DATA0};
    for (int i = 0; i < frame.length; i++) {
      assertThat(guest.stack(i, 8)).as("frame %d", i).isEqualTo(frame[i]);
    }
    guest.cpu.setGeneral(RSP, guest.cpu.general(RSP) + 8);
    guest.execute("48 cf");
    assertThat(guest.cpu.rip).isEqualTo(CODE);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x6ff8);
    assertThat(guest.cpu.rflags()).as("RF does not linger without breakpoints").isEqualTo(0x202);
  }

  @Test
  void fromUserModeAndBack() {
    TrapGuest guest = longMode(3);
    guest.wideGate(0x30, CODE64, 0x5000, INTERRUPT_GATE, 0, 0);
    guest.cpu.segmentBase[FS] = 0x7fff_1234_5678L;
    guest.cpu.segmentSelector[FS] = 0;
    guest.cpu.segmentAttributes[FS] = 0;
    guest.deliver(0x30, -1, EventKind.EXTERNAL);
    assertThat(guest.cpu.cpl).isZero();
    assertThat(guest.cpu.segmentSelector[SS]).as("null with the new level").isZero();
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x8000 - 40);
    assertThat(guest.cpu.mode & ExecutionMode.USER).isZero();
    guest.execute("48 cf");
    assertThat(guest.cpu.cpl).isEqualTo(3);
    assertThat(guest.cpu.segmentSelector[CS]).isEqualTo(CODE64_3);
    assertThat(guest.cpu.segmentSelector[SS]).isEqualTo(DATA3);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x7000);
    assertThat(guest.cpu.segmentBase[FS])
        .as("a null segment keeps its base")
        .isEqualTo(0x7fff_1234_5678L);
    assertThat(guest.cpu.mode & ExecutionMode.USER).isNotZero();
  }

  @Test
  void interruptStackTable() {
    TrapGuest guest = longMode(0);
    guest.wideGate(2, CODE64, 0x5000, INTERRUPT_GATE, 0, 1);
    guest.deliver(2, -1, EventKind.NMI);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x9000 - 40);
    assertThat(guest.cpu.nmiBlocked).isTrue();
    guest.execute("48 cf");
    assertThat(guest.cpu.nmiBlocked).isFalse();
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x7000);
  }

  @Test
  void gatesMustBeWideAndLeadTo64BitCode() {
    TrapGuest guest = longMode(0);
    assertThat(guest.fault("cd 30")).isEqualTo("#13(182)");
    guest.wideGate(0x30, CODE0, 0x5000, INTERRUPT_GATE, 0, 0);
    assertThat(guest.fault("cd 30")).isEqualTo("#13(8)");
    guest.wideGate(0x30, CODE64, 0x8000_0000_0000L, INTERRUPT_GATE, 0, 0);
    assertThat(guest.fault("cd 30")).as("not canonical").isEqualTo("#13(0)");
    guest.wideGate(0x30, CODE64, 0x5000, INTERRUPT_GATE, 0, 0);
    guest.cpu.setGeneral(RSP, 0x8000_0000_0000L);
    assertThat(guest.fault("cd 30")).as("stack not canonical").isEqualTo("#12(0)");
  }

  @Test
  void systemCall() {
    TrapGuest guest = longMode(3);
    guest.cpu.msr.star = 0x0013_0010_0000_0000L;
    guest.cpu.msr.lstar = 0xffff_ffff_8000_0000L;
    guest.cpu.msr.fmask = 0x4_7700;
    guest.cpu.systemFlags = 0x302;
    guest.cpu.setStatusFlags(0x41);
    guest.execute("0f 05");
    assertThat(guest.cpu.rip).isEqualTo(0xffff_ffff_8000_0000L);
    assertThat(guest.cpu.general(RCX)).isEqualTo(CODE + 2);
    assertThat(guest.cpu.general(11)).isEqualTo(0x343);
    assertThat(guest.cpu.rflags()).isEqualTo(0x43);
    assertThat(guest.cpu.segmentSelector[CS]).isEqualTo(0x10);
    assertThat(guest.cpu.segmentSelector[SS]).isEqualTo(0x18);
    assertThat(guest.cpu.cpl).isZero();
    assertThat(guest.cpu.general(RSP)).as("RSP stays").isEqualTo(0x7000);

    guest.cpu.setGeneral(11, 0x243);
    guest.execute("48 0f 07");
    assertThat(guest.cpu.rip).isEqualTo(CODE + 2);
    assertThat(guest.cpu.rflags()).isEqualTo(0x243);
    assertThat(guest.cpu.segmentSelector[CS]).isEqualTo(0x23);
    assertThat(guest.cpu.segmentSelector[SS]).isEqualTo(0x1b);
    assertThat(guest.cpu.cpl).isEqualTo(3);
    assertThat(ExecutionMode.codeBits(guest.cpu.mode)).isEqualTo(64);
  }

  @Test
  void traceFlagOfSystemReturnTrapsBehindIt() {
    TrapGuest guest = longMode(0);
    guest.cpu.msr.star = 0x0013_0010_0000_0000L;
    guest.cpu.setGeneral(RCX, CODE + 0x40);
    guest.cpu.setGeneral(11, 0x302);
    guest.wideGate(1, CODE64, 0xd000, 0xe, 0, 0);
    guest.execute("48 0f 07");
    assertThat(guest.cpu.rip).isEqualTo(0xd000);
    assertThat(guest.cpu.dr[6] & 0x4000).isNotZero();
    assertThat(guest.stack(0, 8)).isEqualTo(CODE + 0x40);
    assertThat(guest.stack(2, 8)).as("RFLAGS").isEqualTo(0x302);
  }

  @Test
  void systemReturnTo32BitCodeAndItsChecks() {
    TrapGuest guest = longMode(0);
    guest.cpu.msr.star = 0x0013_0010_0000_0000L;
    guest.cpu.setGeneral(RCX, 0x1_2345_6789L);
    guest.cpu.setGeneral(11, 0x202);
    guest.execute("0f 07");
    assertThat(guest.cpu.rip).isEqualTo(0x2345_6789L);
    assertThat(guest.cpu.segmentSelector[CS]).isEqualTo(0x13);
    assertThat(ExecutionMode.codeBits(guest.cpu.mode)).isEqualTo(32);

    TrapGuest user = longMode(3);
    assertThat(user.fault("0f 07")).isEqualTo("#13(0)");
    TrapGuest kernel = longMode(0);
    kernel.cpu.setGeneral(RCX, 0x8000_0000_0000L);
    assertThat(kernel.fault("48 0f 07")).isEqualTo("#13(0)");
    kernel.cpu.efer &= ~ControlBits.EFER_SCE;
    assertThat(kernel.fault("0f 05")).isEqualTo("#6");
  }

  @Test
  void sysenterAndSysexit() {
    TrapGuest guest = longMode(3);
    assertThat(guest.fault("0f 34")).isEqualTo("#13(0)");
    guest.cpu.msr.sysenterCs = 0x10;
    guest.cpu.msr.sysenterEsp = 0x8000;
    guest.cpu.msr.sysenterEip = 0x4_0000;
    guest.cpu.systemFlags = 0x202;
    guest.execute("0f 34");
    assertThat(guest.cpu.rip).isEqualTo(0x4_0000);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x8000);
    assertThat(guest.cpu.systemFlags).isEqualTo(2);
    assertThat(guest.cpu.segmentSelector[SS]).isEqualTo(0x18);
    guest.cpu.setGeneral(RCX, 0x6000);
    guest.cpu.setGeneral(2, 0x1234);
    guest.execute("48 0f 35");
    assertThat(guest.cpu.segmentSelector[CS]).isEqualTo(0x33);
    assertThat(guest.cpu.segmentSelector[SS]).isEqualTo(0x3b);
    assertThat(guest.cpu.rip).isEqualTo(0x1234);
    assertThat(guest.cpu.cpl).isEqualTo(3);
  }

  @Test
  void swapgs() {
    TrapGuest guest = longMode(0);
    guest.cpu.segmentBase[GS] = 1;
    guest.cpu.msr.kernelGsBase = 2;
    guest.execute("0f 01 f8");
    assertThat(guest.cpu.segmentBase[GS]).isEqualTo(2);
    assertThat(guest.cpu.msr.kernelGsBase).isEqualTo(1);
    assertThat(longMode(3).fault("0f 01 f8")).isEqualTo("#13(0)");
  }

  @Test
  void enteringAndLeavingIa32eMode() {
    TrapGuest guest = protectedMode(0);
    guest.cpu.efer = ControlBits.EFER_LME;
    guest.cpu.setGeneral(0, 0x8000_0011L);
    assertThat(guest.fault("0f 22 c0")).as("PAE is off").isEqualTo("#13(0)");
    guest.cpu.cr4 = ControlBits.CR4_PAE;
    guest.execute("0f 22 c0");
    assertThat(guest.cpu.isLongMode()).isTrue();
    assertThat(ExecutionMode.codeBits(guest.cpu.mode)).as("compatibility mode").isEqualTo(32);
    guest.execute("ea 00 00 02 00 58 00");
    assertThat(ExecutionMode.codeBits(guest.cpu.mode)).isEqualTo(64);
    guest.cpu.setGeneral(0, 0x11);
    assertThat(guest.fault("0f 22 c0"))
        .as("paging cannot go off in 64-bit code")
        .isEqualTo("#13(0)");
    guest.cpu.setGeneral(0, 0);
    assertThat(guest.fault("0f 22 e0")).as("nor PAE").isEqualTo("#13(0)");
    assertThat(guest.cpu.mmu).isSameAs(guest.mmu);
    assertThat(guest.mmu.fullFlushes).isEqualTo(1);
  }

  @Test
  void farReturnTo32BitCode() {
    TrapGuest guest = longMode(0);
    guest.store(0x7000, 4, 0x1234);
    guest.store(0x7004, 4, CODE0);
    guest.execute("cb");
    assertThat(guest.cpu.rip).isEqualTo(0x1234);
    assertThat(ExecutionMode.codeBits(guest.cpu.mode)).isEqualTo(32);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x7008);
  }

  @Test
  void callGateToAnInnerLevel() {
    TrapGuest guest = longMode(3);
    guest.store(GDT + SPARE, 8, TrapGuest.gate(CODE64, 0x5000, 0xc, 3));
    guest.store(0x6000, 8, 0x63_0000_0000L);
    guest.cpu.setGeneral(0, 0x6000);
    guest.execute("ff 18");
    assertThat(guest.cpu.cpl).isZero();
    assertThat(guest.cpu.rip).isEqualTo(0x5000);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x8000 - 32);
    long[] frame = {CODE + 2, CODE64_3, 0x7000, DATA3};
    for (int i = 0; i < frame.length; i++) {
      assertThat(guest.stack(i, 8)).as("frame %d", i).isEqualTo(frame[i]);
    }
    guest.execute("48 cb");
    assertThat(guest.cpu.cpl).isEqualTo(3);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x7000);
    assertThat(guest.cpu.rip).isEqualTo(CODE + 2);
  }
}
