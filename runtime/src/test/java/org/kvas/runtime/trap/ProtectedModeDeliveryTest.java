package org.kvas.runtime.trap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kvas.runtime.trap.TrapGuest.*;
import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.DS;
import static org.kvas.translator.state.VcpuState.ES;
import static org.kvas.translator.state.VcpuState.GS;
import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.state.VcpuState.SS;
import static org.kvas.translator.state.VcpuState.VM;

import org.junit.jupiter.api.Test;

/** SDM Vol. 3A, 6.12 and 6.13; Vol. 3B, 20.3. */
class ProtectedModeDeliveryTest {
  private static final int INTERRUPT_GATE = 0xe;
  private static final int TRAP_GATE = 0xf;

  @Test
  void sameLevelWithErrorCode() {
    TrapGuest guest = protectedMode(0);
    guest.gate(13, CODE0, 0x5000, INTERRUPT_GATE, 0);
    guest.cpu.systemFlags = 0x202;
    guest.deliver(13, 0x28, EventKind.EXCEPTION);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x7000 - 16);
    assertThat(guest.stack(0, 4)).isEqualTo(0x28);
    assertThat(guest.stack(1, 4)).isEqualTo(CODE);
    assertThat(guest.stack(2, 4)).isEqualTo(CODE0);
    assertThat(guest.stack(3, 4)).as("RF set for a fault").isEqualTo(0x1_0202);
    assertThat(guest.cpu.rip).isEqualTo(0x5000);
    assertThat(guest.cpu.systemFlags).isEqualTo(2);
  }

  @Test
  void trapGateKeepsInterruptsOnAndInterruptsClearRf() {
    TrapGuest guest = protectedMode(0);
    guest.gate(0x30, CODE0, 0x5000, TRAP_GATE, 0);
    guest.cpu.systemFlags = 0x202;
    guest.deliver(0x30, -1, EventKind.EXTERNAL);
    assertThat(guest.stack(2, 4)).isEqualTo(0x202);
    assertThat(guest.cpu.systemFlags).isEqualTo(0x202);
  }

  @Test
  void innerLevelSwitchesTheStack() {
    TrapGuest guest = protectedMode(3);
    guest.gate(0x80, CODE0, 0x5000, INTERRUPT_GATE, 3);
    guest.cpu.systemFlags = 0x202;
    guest.execute("cd 80");
    assertThat(guest.cpu.cpl).isZero();
    assertThat(guest.cpu.segmentSelector[SS]).isEqualTo(DATA0);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x8000 - 20);
    assertThat(guest.stack(0, 4)).isEqualTo(CODE + 2);
    assertThat(guest.stack(1, 4)).isEqualTo(CODE3);
    assertThat(guest.stack(2, 4)).isEqualTo(0x202);
    assertThat(guest.stack(3, 4)).isEqualTo(0x7000);
    assertThat(guest.stack(4, 4)).isEqualTo(DATA3);
    guest.execute("cf");
    assertThat(guest.cpu.cpl).isEqualTo(3);
    assertThat(guest.cpu.rip).isEqualTo(CODE + 2);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x7000);
    assertThat(guest.cpu.segmentSelector[SS]).isEqualTo(DATA3);
    assertThat(guest.cpu.rflags()).isEqualTo(0x202);
  }

  @Test
  void returnTakesPrivilegedSegmentsAway() {
    TrapGuest guest = protectedMode(3);
    guest.gate(0x80, CODE0, 0x5000, INTERRUPT_GATE, 3);
    guest.execute("cd 80");
    guest.cpu.setGeneral(0, DATA0);
    guest.execute("8e d8");
    guest.execute("cf");
    assertThat(guest.cpu.segmentSelector[DS]).isZero();
    assertThat(guest.cpu.segmentReadHigh[DS]).isEqualTo(-1);
    assertThat(guest.cpu.segmentSelector[ES]).isEqualTo(DATA3);
  }

  @Test
  void sixteenBitGate() {
    TrapGuest guest = protectedMode(0);
    guest.gate(0x30, CODE0, 0x9_5000, 6, 0);
    guest.deliver(0x30, -1, EventKind.EXTERNAL);
    assertThat(guest.cpu.rip).isEqualTo(0x5000);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x7000 - 6);
    assertThat(guest.stack(0, 2)).isEqualTo(CODE & 0xffff);
  }

  @Test
  void softwareInterruptNeedsTheGatesPrivilege() {
    TrapGuest guest = protectedMode(3);
    guest.gate(0x80, CODE0, 0x5000, INTERRUPT_GATE, 0);
    assertThat(guest.fault("cd 80")).isEqualTo("#13(402)");
    assertThat(guest.cpu.rip).isEqualTo(CODE);
    guest.gate(1, CODE0, 0x5000, INTERRUPT_GATE, 0);
    assertThat(guest.fault("f1")).as("INT1 does not").isEqualTo("none");
  }

  @Test
  void softwareInterruptErrorCodesHaveNoExtBit() {
    TrapGuest guest = protectedMode(3);
    assertThat(guest.fault("cd ff")).as("no gate").isEqualTo("#13(7fa)");
    guest.cpu.idtLimit = 0x3ff;
    assertThat(guest.fault("cd ff")).as("beyond the limit").isEqualTo("#13(7fa)");
    guest.store(IDT + 0x40 * 8, 8, TrapGuest.gate(CODE0, 0x5000, INTERRUPT_GATE, 3) & ~(1L << 47));
    assertThat(guest.fault("cd 40")).as("not present").isEqualTo("#11(202)");
    guest.gate(0x40, 0, 0x5000, INTERRUPT_GATE, 3);
    assertThat(guest.fault("cd 40")).as("null selector").isEqualTo("#13(0)");
    guest.gate(0x40, DATA0, 0x5000, INTERRUPT_GATE, 3);
    assertThat(guest.fault("cd 40")).as("no code").isEqualTo("#13(10)");
    guest.gate(0x40, ABSENT_CODE, 0x5000, INTERRUPT_GATE, 3);
    assertThat(guest.fault("cd 40")).as("code not present").isEqualTo("#11(88)");
    guest.gate(0x40, CODE0, 0x5000, INTERRUPT_GATE, 3);
    guest.store(TSS + 8, 2, 0);
    assertThat(guest.fault("cd 40")).as("null stack").isEqualTo("#10(0)");
    guest.store(TSS + 8, 2, DATA3);
    assertThat(guest.fault("cd 40")).as("stack of another level").isEqualTo("#10(20)");
    guest.store(TSS + 8, 2, ABSENT_DATA);
    assertThat(guest.fault("cd 40")).as("stack not present").isEqualTo("#12(48)");
    guest.cpu.segmentLimit[org.kvas.translator.state.VcpuState.TR] = 8;
    assertThat(guest.fault("cd 40")).as("TSS too short").isEqualTo("#10(28)");
  }

  @Test
  void hardwareEventsSetTheExtBit() {
    TrapGuest guest = protectedMode(0);
    guest.gate(13, CODE0, 0x5000, INTERRUPT_GATE, 0);
    guest.deliver(0x30, -1, EventKind.EXTERNAL);
    assertThat(guest.cpu.rip).isEqualTo(0x5000);
    assertThat(guest.stack(0, 4)).isEqualTo(0x30 * 8 + 3);
  }

  @Test
  void contributoryExceptionsDouble() {
    TrapGuest guest = protectedMode(0);
    guest.gate(8, CODE0, 0x6000, INTERRUPT_GATE, 0);
    guest.deliver(11, 0x20, EventKind.EXCEPTION);
    assertThat(guest.cpu.rip).isEqualTo(0x6000);
    assertThat(guest.stack(0, 4)).as("error code").isZero();
    assertThat(guest.stack(1, 4)).isEqualTo(CODE);
  }

  @Test
  void benignThenContributoryIsServedSerially() {
    TrapGuest guest = protectedMode(0);
    guest.gate(8, CODE0, 0x6000, INTERRUPT_GATE, 0);
    guest.gate(13, CODE0, 0x5000, INTERRUPT_GATE, 0);
    guest.deliver(6, -1, EventKind.EXCEPTION);
    assertThat(guest.cpu.rip).isEqualTo(0x5000);
  }

  @Test
  void pageFaultDuringContributoryIsServedSeriallyAndTheReverseDoubles() {
    TrapGuest guest = protectedMode(0);
    guest.gate(8, CODE0, 0x6000, INTERRUPT_GATE, 0);
    guest.gate(13, CODE0, 0x5000, INTERRUPT_GATE, 0);
    guest.deliver(14, 2, EventKind.EXCEPTION);
    assertThat(guest.cpu.rip).as("#PF then #GP").isEqualTo(0x6000);
  }

  @Test
  void tripleFaultLeavesTheStateAlone() {
    TrapGuest guest = protectedMode(0);
    assertThatThrownBy(() -> guest.deliver(13, 0, EventKind.EXCEPTION))
        .isInstanceOf(TripleFault.class);
    assertThat(guest.cpu.rip).isEqualTo(CODE);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x7000);
  }

  @Test
  void aFaultOnTheNewStackChangesNothing() {
    TrapGuest guest = protectedMode(3);
    guest.gate(0x80, CODE0, 0x5000, INTERRUPT_GATE, 3);
    guest.mmu.absentPage = 7;
    assertThat(guest.fault("cd 80")).isEqualTo("#14(2)");
    assertThat(guest.cpu.cpl).isEqualTo(3);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x7000);
    assertThat(guest.cpu.segmentSelector[CS]).isEqualTo(CODE3);
  }

  @Test
  void virtual8086ThereAndBack() {
    TrapGuest guest = protectedMode(0);
    guest.gate(0x21, CODE0, 0x5000, INTERRUPT_GATE, 3);
    int esp = 0x6000;
    long[] frame = {0x123, 0x1000, VM | 0x3202, 0x100, 0x200, 0x300, 0x400, 0x500, 0x600};
    for (int i = 0; i < frame.length; i++) {
      guest.store(esp + 4L * i, 4, frame[i]);
    }
    guest.cpu.setGeneral(RSP, esp);
    guest.execute("cf");
    assertThat(guest.cpu.cpl).isEqualTo(3);
    assertThat(guest.cpu.rip).isEqualTo(0x123);
    assertThat(guest.cpu.segmentBase[CS]).isEqualTo(0x1_0000);
    assertThat(guest.cpu.segmentBase[SS]).isEqualTo(0x2000);
    assertThat(guest.cpu.segmentBase[GS]).isEqualTo(0x6000);
    assertThat(guest.cpu.segmentWriteHigh[CS]).as("8086 code is writable").isEqualTo(0xffff);
    assertThat(guest.cpu.systemFlags).isEqualTo(VM | 0x3202);

    guest.execute("cd 21");
    assertThat(guest.cpu.cpl).isZero();
    assertThat(guest.cpu.systemFlags & VM).isZero();
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x8000 - 36);
    long[] saved = {0x125, 0x1000, VM | 0x3202, 0x100, 0x200, 0x300, 0x400, 0x500, 0x600};
    for (int i = 0; i < saved.length; i++) {
      assertThat(guest.stack(i, 4)).as("frame %d", i).isEqualTo(saved[i]);
    }
    assertThat(guest.cpu.segmentSelector[GS]).isZero();
    assertThat(guest.cpu.segmentReadHigh[DS]).isEqualTo(-1);
  }

  @Test
  void virtual8086SoftwareInterruptNeedsIopl3OrTheRedirectionBitmap() {
    TrapGuest guest = protectedMode(0);
    guest.gate(0x21, CODE0, 0x5000, INTERRUPT_GATE, 3);
    guest.cpu.systemFlags = VM | 0x202;
    for (int i = ES; i <= GS; i++) {
      SegmentRegisters.loadVirtual8086(guest.cpu, i, 0x100);
    }
    guest.cpu.cpl = 3;
    guest.cpu.rip = 0x10;
    guest.cpu.refreshMode();
    assertThat(guest.fault("cd 21")).isEqualTo("#13(0)");
    assertThat(guest.fault("fa")).as("CLI").isEqualTo("#13(0)");

    guest.cpu.cr4 |= ControlBits.CR4_VME;
    guest.cpu.segmentLimit[org.kvas.translator.state.VcpuState.TR] = 0x100;
    guest.store(TSS + 0x66, 2, 0x88);
    guest.store(0x21 * 4, 4, 0x0200_0040L);
    guest.execute("cd 21");
    assertThat(guest.cpu.rip).isEqualTo(0x40);
    assertThat(guest.cpu.segmentBase[CS]).isEqualTo(0x2000);
    assertThat(guest.cpu.systemFlags & VM).isNotZero();
    assertThat(guest.stack(2, 2)).as("IOPL 3, IF from VIF").isEqualTo(0x3002);
    assertThat(guest.fault("fa")).as("CLI clears VIF").isEqualTo("none");
    assertThat(guest.cpu.systemFlags & 0x200).isNotZero();
  }
}
