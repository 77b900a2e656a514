package org.kvas.runtime.trap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.runtime.trap.TrapGuest.*;
import static org.kvas.translator.state.VcpuState.DS;
import static org.kvas.translator.state.VcpuState.ES;
import static org.kvas.translator.state.VcpuState.FS;
import static org.kvas.translator.state.VcpuState.LDTR;
import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.state.VcpuState.SS;
import static org.kvas.translator.state.VcpuState.TR;

import org.junit.jupiter.api.Test;
import org.kvas.translator.x86.semantics.Flags;

/** SDM Vol. 2, MOV, LLDT, LTR, LAR, LSL, VERR, VERW, ARPL; Vol. 3A, 5.2 to 5.6. */
class SegmentLoadingTest {
  private static final String MOV_DS_AX = "8e d8";
  private static final String MOV_SS_AX = "8e d0";

  private static String load(int level, String instruction, int selector) {
    TrapGuest guest = protectedMode(level);
    guest.cpu.setGeneral(0, selector);
    return guest.fault(instruction);
  }

  @Test
  void dataSegments() {
    assertThat(load(0, MOV_DS_AX, 0)).as("null").isEqualTo("none");
    assertThat(load(0, MOV_DS_AX, DATA0)).isEqualTo("none");
    assertThat(load(0, MOV_DS_AX, DATA3)).isEqualTo("none");
    assertThat(load(0, MOV_DS_AX, CODE0)).as("readable code").isEqualTo("none");
    assertThat(load(3, MOV_DS_AX, CONFORMING)).as("conforming code").isEqualTo("none");
    assertThat(load(3, MOV_DS_AX, DATA0)).as("CPL above DPL").isEqualTo("#13(10)");
    assertThat(load(0, MOV_DS_AX, DATA0 | 3)).as("RPL above DPL").isEqualTo("#13(10)");
    assertThat(load(0, MOV_DS_AX, TASK)).as("system segment").isEqualTo("#13(28)");
    assertThat(load(0, MOV_DS_AX, 0xa0)).as("beyond the GDT").isEqualTo("#13(a0)");
    assertThat(load(0, MOV_DS_AX, 0x84)).as("beyond the LDT").isEqualTo("#13(84)");
    assertThat(load(0, MOV_DS_AX, ABSENT_DATA)).isEqualTo("#11(48)");
    assertThat(load(0, "8e c8", DATA0)).as("MOV CS").isEqualTo("#6");
  }

  @Test
  void stackSegments() {
    assertThat(load(0, MOV_SS_AX, DATA0)).isEqualTo("none");
    assertThat(load(0, MOV_SS_AX, 0)).as("null").isEqualTo("#13(0)");
    assertThat(load(0, MOV_SS_AX, DATA3)).as("DPL").isEqualTo("#13(20)");
    assertThat(load(3, MOV_SS_AX, DATA3 & ~3)).as("RPL").isEqualTo("#13(20)");
    assertThat(load(0, MOV_SS_AX, READ_ONLY)).isEqualTo("#13(50)");
    assertThat(load(0, MOV_SS_AX, CODE0)).isEqualTo("#13(8)");
    assertThat(load(0, MOV_SS_AX, ABSENT_DATA)).isEqualTo("#12(48)");
  }

  @Test
  void nullStackIn64BitModeBelowLevel3() {
    TrapGuest kernel = longMode(0);
    kernel.cpu.setGeneral(0, 0);
    assertThat(kernel.fault(MOV_SS_AX)).isEqualTo("none");
    kernel.cpu.setGeneral(0, 3);
    assertThat(kernel.fault(MOV_SS_AX)).as("RPL differs from CPL").isEqualTo("#13(0)");
    TrapGuest user = longMode(3);
    user.cpu.setGeneral(0, 3);
    assertThat(user.fault(MOV_SS_AX)).isEqualTo("#13(0)");
  }

  @Test
  void bounds() {
    TrapGuest guest = protectedMode(0);
    guest.cpu.setGeneral(0, EXPAND_DOWN);
    guest.execute(MOV_DS_AX);
    assertThat(guest.cpu.segmentLow[DS]).isEqualTo(0x1000);
    assertThat(guest.cpu.segmentReadHigh[DS]).isEqualTo(0xffff_ffffL);
    guest.cpu.setGeneral(0, READ_ONLY);
    guest.execute(MOV_DS_AX);
    assertThat(guest.cpu.segmentReadHigh[DS]).isEqualTo(0xffff_ffffL);
    assertThat(guest.cpu.segmentWriteHigh[DS]).isEqualTo(-1);
    guest.cpu.setGeneral(0, 0);
    guest.execute(MOV_DS_AX);
    assertThat(guest.cpu.segmentReadHigh[DS]).isEqualTo(-1);
  }

  @Test
  void loadingSetsTheAccessedFlag() {
    TrapGuest guest = protectedMode(0);
    guest.store(GDT + DATA0, 8, FLAT_DATA & ~(1L << 40));
    guest.cpu.setGeneral(0, DATA0);
    guest.execute(MOV_DS_AX);
    assertThat(guest.load(GDT + DATA0, 8)).isEqualTo(FLAT_DATA);
  }

  @Test
  void popKeepsRspWhenItFaults() {
    TrapGuest guest = protectedMode(0);
    guest.store(0x7000, 4, ABSENT_DATA);
    assertThat(guest.fault("1f")).isEqualTo("#11(48)");
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x7000);
    guest.store(0x7000, 4, 0xffff_0000L | DATA0);
    guest.execute("17");
    assertThat(guest.cpu.segmentSelector[SS]).isEqualTo(DATA0);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x7004);
    assertThat(guest.cpu.interruptShadow).isTrue();
  }

  @Test
  void farPointerLoads() {
    TrapGuest guest = protectedMode(0);
    guest.store(0x6000, 4, 0x1234_5678);
    guest.store(0x6004, 2, DATA3);
    guest.execute("c4 0d 00 60 00 00");
    assertThat(guest.cpu.general(1)).isEqualTo(0x1234_5678);
    assertThat(guest.cpu.segmentSelector[ES]).isEqualTo(DATA3);
  }

  @Test
  void storesZeroExtendIntoRegistersOnly() {
    TrapGuest guest = longMode(0);
    guest.cpu.setGeneral(0, -1);
    guest.execute("8c d8");
    assertThat(guest.cpu.general(0)).isEqualTo(DATA0);
    guest.cpu.setGeneral(0, -1);
    guest.execute("66 8c d8");
    assertThat(guest.cpu.general(0)).isEqualTo(0xffff_ffff_ffff_0000L | DATA0);
    guest.store(0x6000, 8, -1);
    guest.cpu.setGeneral(1, 0x6000);
    guest.execute("48 8c 19");
    assertThat(guest.load(0x6000, 8)).isEqualTo(0xffff_ffff_ffff_0000L | DATA0);
  }

  @Test
  void localDescriptorTable() {
    TrapGuest guest = protectedMode(0);
    guest.cpu.setGeneral(0, DATA0);
    assertThat(guest.fault("0f 00 d0")).isEqualTo("#13(10)");
    guest.cpu.setGeneral(0, LOCAL_TABLE | 4);
    assertThat(guest.fault("0f 00 d0")).as("in the LDT").isEqualTo("#13(34)");
    guest.cpu.setGeneral(0, LOCAL_TABLE);
    guest.execute("0f 00 d0");
    assertThat(guest.cpu.segmentBase[LDTR]).isEqualTo(LDT);
    guest.store(LDT + 8, 8, FLAT_DATA);
    guest.cpu.setGeneral(0, 0x0c);
    assertThat(guest.fault(MOV_DS_AX)).isEqualTo("none");
    guest.cpu.setGeneral(0, 0);
    guest.execute("0f 00 d0");
    guest.cpu.setGeneral(0, 0x0c);
    assertThat(guest.fault(MOV_DS_AX)).as("no LDT").isEqualTo("#13(c)");
    guest.cpu.setGeneral(0, LOCAL_TABLE);
    assertThat(protectedMode(3).fault("0f 00 d0")).isEqualTo("#13(0)");
  }

  @Test
  void taskRegister() {
    TrapGuest guest = protectedMode(0);
    guest.cpu.setGeneral(0, TASK);
    assertThat(guest.fault("0f 00 d8")).as("busy").isEqualTo("#13(28)");
    guest.store(GDT + TASK, 8, 0x0000_8900_3000_0067L);
    guest.execute("0f 00 d8");
    assertThat(guest.load(GDT + TASK, 8)).as("busy now").isEqualTo(0x0000_8b00_3000_0067L);
    assertThat(guest.cpu.segmentBase[TR]).isEqualTo(TSS);
    guest.cpu.setGeneral(0, 0);
    assertThat(guest.fault("0f 00 d8")).isEqualTo("#13(0)");
  }

  @Test
  void wideTaskRegister() {
    TrapGuest guest = longMode(0);
    guest.store(GDT + TASK, 8, 0x0000_8900_3000_0067L);
    guest.store(GDT + TASK + 8, 8, 0xffff_8000L);
    guest.cpu.setGeneral(0, TASK);
    guest.execute("0f 00 d8");
    assertThat(guest.cpu.segmentBase[TR]).isEqualTo(0xffff_8000_0000_3000L);
  }

  @Test
  void inquiries() {
    TrapGuest guest = protectedMode(3);
    assertThat(inquire(guest, "0f 02 c8", CODE3)).as("LAR").isEqualTo(0x00cf_fb00L);
    assertThat(inquire(guest, "0f 02 c8", CODE0)).as("LAR of inner code").isEqualTo(-1);
    assertThat(inquire(guest, "0f 02 c8", CONFORMING))
        .as("LAR of conforming code")
        .isEqualTo(0xcf_9f00);
    assertThat(inquire(guest, "0f 02 c8", 0)).isEqualTo(-1);
    assertThat(inquire(guest, "0f 03 c8", DATA3)).as("LSL").isEqualTo(0xffff_ffffL);
    assertThat(inquire(guest, "0f 03 c8", TASK)).as("LSL of an inner TSS").isEqualTo(-1);
    assertThat(inquire(protectedMode(0), "0f 03 c8", TASK)).isEqualTo(0x67);
    assertThat(zero(guest, "0f 00 e0", DATA3)).as("VERR").isTrue();
    assertThat(zero(guest, "0f 00 e0", DATA0)).isFalse();
    assertThat(zero(guest, "0f 00 e8", DATA3)).as("VERW").isTrue();
    assertThat(zero(guest, "0f 00 e8", CODE3)).isFalse();
  }

  private static long inquire(TrapGuest guest, String instruction, int selector) {
    guest.cpu.setGeneral(1, 0x5555);
    return zero(guest, instruction, selector) ? guest.cpu.general(1) : -1;
  }

  private static boolean zero(TrapGuest guest, String instruction, int selector) {
    guest.cpu.setGeneral(0, selector);
    guest.cpu.setStatusFlags(Flags.CF);
    guest.execute(instruction);
    assertThat(guest.cpu.statusFlags() & Flags.CF).as("other flags stay").isNotZero();
    return (guest.cpu.statusFlags() & Flags.ZF) != 0;
  }

  @Test
  void arpl() {
    TrapGuest guest = protectedMode(0);
    guest.cpu.setGeneral(0, DATA0);
    guest.cpu.setGeneral(1, 3);
    guest.execute("63 c8");
    assertThat(guest.cpu.general(0)).isEqualTo(DATA0 | 3);
    assertThat(guest.cpu.statusFlags() & Flags.ZF).isNotZero();
    guest.execute("63 c8");
    assertThat(guest.cpu.statusFlags() & Flags.ZF).isZero();
  }

  @Test
  void nullFsIn64BitModeClearsTheBase() {
    TrapGuest guest = longMode(0);
    guest.cpu.segmentBase[FS] = 0x1234;
    guest.cpu.setGeneral(0, 0);
    guest.execute("8e e0");
    assertThat(guest.cpu.segmentBase[FS]).isZero();
  }
}
