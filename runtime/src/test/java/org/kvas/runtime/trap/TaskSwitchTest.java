package org.kvas.runtime.trap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.runtime.trap.TrapGuest.*;
import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.FS;
import static org.kvas.translator.state.VcpuState.LDTR;
import static org.kvas.translator.state.VcpuState.NT;
import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.state.VcpuState.SS;
import static org.kvas.translator.state.VcpuState.TR;

import org.junit.jupiter.api.Test;

/** SDM Vol. 3A, 7.3 and 7.4. */
class TaskSwitchTest {
  private static final int NEW_TSS = 0x4000;
  private static final int AVAILABLE_TSS = 0x89;
  private static final int BUSY_TSS = 0x8b;
  private static final String CALL_NEW = "9a 00 00 00 00 60 00";
  private static final String JUMP_NEW = "ea 00 00 00 00 60 00";

  private final TrapGuest guest = protectedMode(0);

  TaskSwitchTest() {
    descriptor(AVAILABLE_TSS);
    field(0x20, 0x9000);
    field(0x24, 0x2);
    for (int i = 0; i < 8; i++) {
      field(0x28 + 4 * i, 0x100 + i);
    }
    field(0x38, 0x6800);
    int[] selectors = {DATA0, CODE0, DATA0, DATA0, 0, 0};
    for (int i = 0; i < 6; i++) {
      field(0x48 + 4 * i, selectors[i]);
    }
    field(0x60, LOCAL_TABLE);
    field(0x64, 0x68_0000);
  }

  private void descriptor(int access) {
    guest.store(GDT + SPARE, 8, (long) access << 40 | (long) NEW_TSS << 16 | 0x67);
  }

  private void field(int offset, long value) {
    guest.store(NEW_TSS + offset, 4, value);
  }

  private int access(int selector) {
    return (int) guest.load(GDT + selector + 5, 1);
  }

  @Test
  void callNestsAndInterruptReturnUnnests() {
    guest.cpu.setGeneral(3, 0x3333);
    guest.execute(CALL_NEW);
    assertThat(guest.cpu.rip).isEqualTo(0x9000);
    assertThat(guest.cpu.general(3)).isEqualTo(0x103);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x6800);
    assertThat(guest.cpu.systemFlags & NT).isNotZero();
    assertThat(guest.cpu.segmentSelector[TR]).isEqualTo(SPARE);
    assertThat(guest.cpu.segmentBase[LDTR]).isEqualTo(LDT);
    assertThat(guest.cpu.segmentReadHigh[FS]).as("null").isEqualTo(-1);
    assertThat(guest.cpu.cr0 & ControlBits.CR0_TS).isNotZero();
    assertThat(guest.load(NEW_TSS, 2)).as("link").isEqualTo(TASK);
    assertThat(access(SPARE)).isEqualTo(BUSY_TSS);
    assertThat(access(TASK)).as("stays busy").isEqualTo(BUSY_TSS);
    assertThat(guest.load(TSS + 0x20, 4)).isEqualTo(CODE + 7);
    assertThat(guest.load(TSS + 0x34, 4)).isEqualTo(0x3333);
    assertThat(guest.load(TSS + 0x4c, 2)).isEqualTo(CODE0);

    guest.execute("cf");
    assertThat(guest.cpu.rip).isEqualTo(CODE + 7);
    assertThat(guest.cpu.general(3)).isEqualTo(0x3333);
    assertThat(guest.cpu.segmentSelector[TR]).isEqualTo(TASK);
    assertThat(access(SPARE)).isEqualTo(AVAILABLE_TSS);
    assertThat(guest.load(NEW_TSS + 0x24, 4)).as("NT is clear in the saved flags").isEqualTo(2);
    assertThat(guest.load(NEW_TSS + 0x20, 4)).isEqualTo(0x9001);
  }

  @Test
  void jumpFreesTheOldTask() {
    guest.execute(JUMP_NEW);
    assertThat(access(TASK)).isEqualTo(AVAILABLE_TSS);
    assertThat(access(SPARE)).isEqualTo(BUSY_TSS);
    assertThat(guest.cpu.systemFlags & NT).isZero();
  }

  @Test
  void taskGateForAnInterruptWithErrorCode() {
    guest.gate(8, SPARE, 0, 5, 0);
    guest.deliver(8, 0, EventKind.EXCEPTION);
    assertThat(guest.cpu.rip).isEqualTo(0x9000);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x6800 - 4);
    assertThat(guest.stack(0, 4)).isZero();
    assertThat(guest.load(TSS + 0x20, 4)).isEqualTo(CODE);
  }

  @Test
  void checksBeforeTheSwitch() {
    descriptor(BUSY_TSS);
    assertThat(guest.fault(CALL_NEW)).as("busy").isEqualTo("#13(60)");
    descriptor(AVAILABLE_TSS & ~0x80);
    assertThat(guest.fault(CALL_NEW)).as("not present").isEqualTo("#11(60)");
    guest.store(GDT + SPARE, 8, (long) AVAILABLE_TSS << 40 | (long) NEW_TSS << 16 | 0x66);
    assertThat(guest.fault(CALL_NEW)).as("too short").isEqualTo("#10(60)");
    assertThat(protectedMode(3).fault("ea 00 00 00 00 28 00")).as("DPL").isEqualTo("#13(28)");
    guest.cpu.systemFlags |= NT;
    guest.store(TSS, 2, SPARE);
    assertThat(guest.fault("cf")).as("return to a task that is not busy").isEqualTo("#10(60)");
  }

  @Test
  void aBadSelectorFaultsInTheNewTask() {
    field(0x50, DATA3);
    guest.gate(10, CODE0, 0xa000, 0xe, 0);
    guest.gate(8, SPARE + 8, 0, 5, 0);
    guest.store(GDT + SPARE + 8, 8, (long) AVAILABLE_TSS << 40 | 0x4800L << 16 | 0x67);
    for (int i = 0; i < 0x68; i += 4) {
      guest.store(0x4800 + i, 4, guest.load(NEW_TSS + i, 4));
    }
    guest.store(0x4850, 4, DATA0);
    guest.store(0x4820, 4, 0xb000);
    guest.execute(CALL_NEW);
    assertThat(guest.cpu.segmentSelector[TR])
        .as("the stack was unusable for #TS: double fault's own task")
        .isEqualTo(SPARE + 8);
    assertThat(guest.cpu.rip).isEqualTo(0xb000);
    assertThat(guest.load(NEW_TSS + 0x20, 4)).as("in the new task").isEqualTo(0x9000);
    assertThat(guest.cpu.segmentSelector[CS]).isEqualTo(CODE0);
    assertThat(guest.cpu.segmentSelector[SS]).isEqualTo(DATA0);
  }

  @Test
  void sixteenBitTask() {
    guest.store(GDT + SPARE, 8, 0x81L << 40 | (long) NEW_TSS << 16 | 0x2b);
    guest.store(NEW_TSS + 0x0e, 2, 0x4321);
    guest.store(NEW_TSS + 0x10, 2, 0x202);
    guest.store(NEW_TSS + 0x12, 2, 0xaaaa);
    guest.store(NEW_TSS + 0x1a, 2, 0x6800);
    int[] selectors = {DATA0, CODE0, DATA0, DATA0};
    for (int i = 0; i < 4; i++) {
      guest.store(NEW_TSS + 0x22 + 2 * i, 2, selectors[i]);
    }
    guest.store(NEW_TSS + 0x2a, 2, 0);
    guest.execute(JUMP_NEW);
    assertThat(guest.cpu.rip).isEqualTo(0x4321);
    assertThat(guest.cpu.general(0) & 0xffff).isEqualTo(0xaaaa);
    assertThat(guest.cpu.rflags()).isEqualTo(0x202);
  }
}
