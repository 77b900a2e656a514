package org.kvas.runtime.trap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.runtime.trap.TrapGuest.*;
import static org.kvas.translator.state.VcpuState.DS;
import static org.kvas.translator.state.VcpuState.IF;
import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RCX;
import static org.kvas.translator.state.VcpuState.RDI;
import static org.kvas.translator.state.VcpuState.RDX;
import static org.kvas.translator.state.VcpuState.RSI;
import static org.kvas.translator.state.VcpuState.TR;

import org.junit.jupiter.api.Test;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.Vcpu;

/** SDM Vol. 2; Vol. 3A, 2.5 and 2.8; Vol. 1, 19.5. */
class SystemOperationsTest {
  private static final String MOV_CR0_EAX = "0f 22 c0";
  private static final String MOV_CR3_EAX = "0f 22 d8";
  private static final String MOV_CR4_EAX = "0f 22 e0";

  private static String withRax(TrapGuest guest, String instruction, long value) {
    guest.cpu.setGeneral(RAX, value);
    return guest.fault(instruction);
  }

  @Test
  void controlRegister0() {
    TrapGuest guest = protectedMode(0);
    assertThat(withRax(guest, MOV_CR0_EAX, 0x8000_0000L)).as("PG without PE").isEqualTo("#13(0)");
    assertThat(withRax(guest, MOV_CR0_EAX, 0x2000_0001L)).as("NW without CD").isEqualTo("#13(0)");
    assertThat(withRax(guest, MOV_CR0_EAX, 0x0001_0001L)).isEqualTo("none");
    assertThat(guest.cpu.cr0).as("ET is fixed").isEqualTo(0x1_0011);
    assertThat(guest.mmu.fullFlushes).isEqualTo(1);
    assertThat(withRax(longMode(0), "0f 22 c0", 1L << 32 | 0x8000_0001L))
        .as("upper half")
        .isEqualTo("#13(0)");
    assertThat(protectedMode(3).fault("0f 20 c0")).isEqualTo("#13(0)");
    assertThat(guest.fault("0f 20 c8")).as("CR1").isEqualTo("#6");
  }

  @Test
  void leavingProtectedModeMakesCodeWritable() {
    TrapGuest guest = protectedMode(0);
    assertThat(guest.cpu.segmentWriteHigh[Vcpu.CS]).isEqualTo(-1);
    guest.cpu.setGeneral(RAX, 0x10);
    guest.execute(MOV_CR0_EAX);
    assertThat(guest.cpu.segmentWriteHigh[Vcpu.CS]).isEqualTo(0xffff_ffffL);
  }

  @Test
  void controlRegister3Flushes() {
    TrapGuest guest = longMode(0);
    assertThat(withRax(guest, MOV_CR3_EAX, 0x12_3000)).isEqualTo("none");
    assertThat(guest.cpu.cr3).isEqualTo(0x12_3000);
    assertThat(guest.mmu.flushes).isEqualTo(1);
    assertThat(guest.mmu.fullFlushes).isZero();
    assertThat(withRax(guest, MOV_CR3_EAX, 1L << 40)).as("beyond MAXPHYADDR").isEqualTo("#13(0)");
    TrapGuest pae = protectedMode(0);
    pae.cpu.cr0 |= ControlBits.CR0_PG;
    pae.cpu.cr4 |= ControlBits.CR4_PAE;
    pae.cpu.setGeneral(RAX, 0x4020);
    pae.execute(MOV_CR3_EAX);
    assertThat(pae.mmu.pdptesFrom).isEqualTo(0x4020);
  }

  @Test
  void controlRegister4HasWhatTheModelHas() {
    TrapGuest guest = protectedMode(0);
    assertThat(withRax(guest, MOV_CR4_EAX, ControlBits.CR4_SMEP | ControlBits.CR4_PGE))
        .isEqualTo("none");
    assertThat(guest.mmu.fullFlushes).isEqualTo(1);
    assertThat(withRax(guest, MOV_CR4_EAX, ControlBits.CR4_PKE)).isEqualTo("#13(0)");
    TrapGuest old = new TrapGuest(CpuModel.parse("pentium"));
    old.cpu.setGeneral(RAX, ControlBits.CR4_PAE);
    assertThat(old.fault(MOV_CR4_EAX)).isEqualTo("#13(0)");
    old.cpu.setGeneral(RAX, ControlBits.CR4_PSE);
    assertThat(old.fault(MOV_CR4_EAX)).isEqualTo("none");
  }

  @Test
  void machineStatusWord() {
    TrapGuest guest = protectedMode(0);
    guest.cpu.setGeneral(RAX, 0x8);
    guest.execute("0f 01 f0");
    assertThat(guest.cpu.cr0 & 0xf).as("PE cannot be cleared").isEqualTo(9);
    guest.execute("0f 06");
    assertThat(guest.cpu.cr0 & 8).as("CLTS").isZero();
    guest.execute("0f 01 e0");
    assertThat(guest.cpu.general(RAX)).isEqualTo(guest.cpu.cr0);
  }

  @Test
  void userModeInstructionPrevention() {
    TrapGuest guest = protectedMode(3);
    assertThat(guest.fault("0f 01 e0")).isEqualTo("none");
    guest.cpu.cr4 |= ControlBits.CR4_UMIP;
    for (String instruction :
        new String[] {"0f 01 e0", "0f 00 c0", "0f 00 c8", "0f 01 05 00 60 00 00"}) {
      assertThat(guest.fault(instruction)).isEqualTo("#13(0)");
    }
  }

  @Test
  void descriptorTableRegisters() {
    TrapGuest guest = protectedMode(0);
    guest.store(0x6000, 2, 0x1ff);
    guest.store(0x6002, 4, 0x1234_5678);
    guest.execute("0f 01 15 00 60 00 00");
    assertThat(guest.cpu.gdtLimit).isEqualTo(0x1ff);
    assertThat(guest.cpu.gdtBase).isEqualTo(0x1234_5678);
    guest.execute("66 0f 01 1d 00 60 00 00");
    assertThat(guest.cpu.idtBase).as("24 bits with a 16-bit operand").isEqualTo(0x34_5678);
    guest.execute("0f 01 05 00 61 00 00");
    assertThat(guest.load(0x6100, 2)).isEqualTo(0x1ff);
    assertThat(guest.load(0x6102, 4)).isEqualTo(0x1234_5678);
    assertThat(protectedMode(3).fault("0f 01 15 00 60 00 00")).isEqualTo("#13(0)");
  }

  @Test
  void interruptFlag() {
    TrapGuest guest = protectedMode(0);
    guest.execute("fb");
    assertThat(guest.cpu.systemFlags & IF).isNotZero();
    assertThat(guest.cpu.interruptShadow).isTrue();
    guest.cpu.interruptShadow = false;
    guest.execute("fb");
    assertThat(guest.cpu.interruptShadow).as("IF was set before").isFalse();
    guest.execute("fa");
    assertThat(guest.cpu.systemFlags & IF).isZero();
    TrapGuest user = protectedMode(3);
    assertThat(user.fault("fa")).isEqualTo("#13(0)");
    user.cpu.systemFlags |= 3 << 12;
    assertThat(user.fault("fa")).isEqualTo("none");
  }

  @Test
  void haltAndInvalidate() {
    TrapGuest guest = protectedMode(0);
    guest.execute("f4");
    assertThat(guest.cpu.halted).isTrue();
    assertThat(guest.cpu.rip).isEqualTo(CODE + 1);
    SegmentRegisters.set(guest.cpu, DS, DATA0, 0x10_0000, 0xfffff, 0x4093);
    guest.cpu.refreshMode();
    guest.execute("0f 01 3d 00 40 00 00");
    assertThat(guest.mmu.flushedPage).isEqualTo(0x10_4000);
    assertThat(protectedMode(3).fault("f4")).isEqualTo("#13(0)");
    assertThat(protectedMode(3).fault("0f 09")).as("WBINVD").isEqualTo("#13(0)");
  }

  @Test
  void debugRegisters() {
    TrapGuest guest = protectedMode(0);
    guest.cpu.setGeneral(RAX, 0);
    guest.execute("0f 23 f0");
    guest.execute("0f 21 f3");
    assertThat(guest.cpu.general(3)).as("DR6 has fixed ones").isEqualTo(0xffff_0ff0L);
    guest.execute("0f 21 eb");
    assertThat(guest.cpu.general(3)).as("DR5 is DR7").isEqualTo(0x400);
    guest.cpu.cr4 |= ControlBits.CR4_DE;
    assertThat(guest.fault("0f 21 eb")).isEqualTo("#6");
    guest.cpu.setGeneral(RAX, 0x2000);
    guest.execute("0f 23 f8");
    assertThat(guest.fault("0f 21 c0")).as("general detect").isEqualTo("#1");
    assertThat(guest.cpu.dr[6] & 0x2000).isNotZero();
  }

  @Test
  void timeStampCounter() {
    TrapGuest guest = protectedMode(3);
    guest.cpu.clock = () -> 0x1_0000_0005L;
    guest.execute("0f 31");
    assertThat(guest.cpu.general(RAX)).isEqualTo(5);
    assertThat(guest.cpu.general(RDX)).isEqualTo(1);
    guest.cpu.cr4 |= ControlBits.CR4_TSD;
    assertThat(guest.fault("0f 31")).isEqualTo("#13(0)");
    TrapGuest kernel = protectedMode(0);
    kernel.cpu.clock = () -> 1000;
    kernel.cpu.setGeneral(RCX, 0x10);
    kernel.cpu.setGeneral(RAX, 5000);
    kernel.execute("0f 30");
    assertThat(kernel.cpu.tsc()).isEqualTo(5000);
    assertThat(MsrAccess.read(kernel.cpu, 0x3b)).as("TSC_ADJUST").isEqualTo(4000);
    MsrAccess.write(kernel.cpu, 0x3b, 0);
    assertThat(kernel.cpu.tsc()).isEqualTo(1000);
  }

  @Test
  void extendedControlRegister() {
    TrapGuest guest = protectedMode(0);
    assertThat(guest.fault("0f 01 d0")).isEqualTo("#6");
    guest.cpu.cr4 |= ControlBits.CR4_OSXSAVE;
    guest.cpu.setGeneral(RAX, 3);
    guest.execute("0f 01 d1");
    assertThat(guest.cpu.xcr0).isEqualTo(3);
    assertThat(withRax(guest, "0f 01 d1", 2)).as("x87 is needed").isEqualTo("#13(0)");
    assertThat(withRax(guest, "0f 01 d1", 7)).as("no AVX").isEqualTo("#13(0)");
    guest.cpu.setGeneral(RCX, 1);
    assertThat(guest.fault("0f 01 d0")).isEqualTo("#13(0)");
  }

  @Test
  void portsNeedPrivilegeOrTheBitmap() {
    TrapGuest guest = protectedMode(3);
    guest.cpu.setGeneral(RDX, 0x3f8);
    assertThat(guest.fault("ec")).as("no bitmap within the limit").isEqualTo("#13(0)");
    guest.cpu.segmentLimit[TR] = 0x68 + 0x80;
    guest.store(TSS + 0x68 + 0x7f, 1, 0xfe);
    assertThat(guest.fault("ec")).isEqualTo("none");
    assertThat(guest.fault("66 ed")).as("two bytes").isEqualTo("#13(0)");
    guest.cpu.systemFlags |= 3 << 12;
    assertThat(guest.fault("66 ed")).isEqualTo("none");
    assertThat(guest.portLog).hasToString("in 3f8:1 in 3f8:2 ");
  }

  @Test
  void portWidths() {
    TrapGuest guest = longMode(0);
    guest.cpu.setGeneral(RAX, -1);
    guest.portValue = 0x1_2345;
    guest.execute("e5 80");
    assertThat(guest.cpu.general(RAX)).isEqualTo(0x1_2345);
    guest.cpu.setGeneral(RAX, 0x1122_3344_5566L);
    guest.execute("66 e7 70");
    assertThat(guest.portLog).hasToString("in 80:4 out 70:2=5566 ");
  }

  @Test
  void portStrings() {
    TrapGuest guest = longMode(0);
    guest.cpu.setGeneral(RCX, 3);
    guest.cpu.setGeneral(RDI, 0x6000);
    guest.cpu.setGeneral(RDX, 0x1f0);
    guest.portValue = 0x1111;
    guest.execute("f3 66 6d");
    assertThat(guest.load(0x6000, 8)).isEqualTo(0x1113_1112_1111L);
    assertThat(guest.cpu.general(RCX)).isZero();
    assertThat(guest.cpu.general(RDI)).isEqualTo(0x6006);
    assertThat(guest.cpu.rip).isEqualTo(CODE + 3);
    guest.portLog.setLength(0);
    guest.cpu.setGeneral(RSI, 0x6000);
    guest.execute("6e");
    assertThat(guest.portLog).hasToString("out 1f0:1=11 ");
    assertThat(guest.cpu.general(RSI)).isEqualTo(0x6001);
  }

  @Test
  void portStringStopsForWhatIsPendingAndAtAFault() {
    TrapGuest guest = longMode(0);
    guest.cpu.setGeneral(RCX, 3);
    guest.cpu.setGeneral(RDI, 0x6000);
    guest.cpu.request(Vcpu.PENDING_EVENT);
    guest.execute("f3 6c");
    assertThat(guest.cpu.general(RCX)).isEqualTo(2);
    assertThat(guest.cpu.rip).as("to be resumed").isEqualTo(CODE);
    guest.cpu.clearRequest(Vcpu.PENDING_EVENT);
    guest.cpu.setGeneral(RDI, 0x5fff);
    guest.mmu.absentPage = 6;
    guest.portLog.setLength(0);
    assertThat(guest.fault("f3 6c")).isEqualTo("#14(2)");
    assertThat(guest.cpu.general(RCX)).isEqualTo(1);
    assertThat(guest.cpu.general(RDI)).isEqualTo(0x6000);
    assertThat(guest.portLog).as("no read is lost").hasToString("in 0:1 ");
  }
}
