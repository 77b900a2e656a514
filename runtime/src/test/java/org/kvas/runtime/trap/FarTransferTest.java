package org.kvas.runtime.trap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.runtime.trap.TrapGuest.*;
import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.DS;
import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.state.VcpuState.SS;

import org.junit.jupiter.api.Test;

/** SDM Vol. 2, JMP, CALL, RET, IRET, BOUND; Vol. 3A, 5.8. */
class FarTransferTest {
  private static String jump(int selector) {
    return "ea 00 50 00 00 %02x %02x".formatted(selector & 0xff, selector >> 8);
  }

  private static String call(int selector) {
    return "9a 00 50 00 00 %02x %02x".formatted(selector & 0xff, selector >> 8);
  }

  @Test
  void directJumps() {
    TrapGuest guest = protectedMode(3);
    assertThat(guest.fault(jump(CODE3))).isEqualTo("none");
    assertThat(guest.cpu.rip).isEqualTo(0x5000);
    assertThat(guest.fault(jump(CONFORMING))).isEqualTo("none");
    assertThat(guest.cpu.segmentSelector[CS]).as("RPL is CPL").isEqualTo(CONFORMING | 3);
    assertThat(guest.cpu.cpl).isEqualTo(3);
    assertThat(guest.fault(jump(CODE0))).isEqualTo("#13(8)");
    assertThat(guest.fault(jump(0))).isEqualTo("#13(0)");
    assertThat(guest.fault(jump(3))).isEqualTo("#13(0)");
    assertThat(guest.fault(jump(DATA3))).isEqualTo("#13(20)");
    assertThat(guest.fault(jump(0xf8))).isEqualTo("#13(f8)");
    TrapGuest kernel = protectedMode(0);
    assertThat(kernel.fault(jump(ABSENT_CODE))).isEqualTo("#11(88)");
    assertThat(kernel.fault(jump(CODE0 | 3))).as("RPL above CPL").isEqualTo("#13(8)");
    assertThat(kernel.fault(jump(CODE3))).as("outer code").isEqualTo("#13(18)");
    kernel.store(GDT + SPARE, 8, 0x0040_9b00_0000_0fffL);
    assertThat(kernel.fault(jump(SPARE))).as("beyond the limit").isEqualTo("#13(0)");
  }

  @Test
  void callThroughAGateCopiesParameters() {
    TrapGuest guest = protectedMode(3);
    guest.store(GDT + SPARE, 8, TrapGuest.gate(CODE0, 0x1_2345, 0xc, 3) | 2L << 32);
    guest.store(0x7000, 4, 0x1111);
    guest.store(0x7004, 4, 0x2222);
    guest.execute(call(SPARE));
    assertThat(guest.cpu.rip).isEqualTo(0x1_2345);
    assertThat(guest.cpu.cpl).isZero();
    assertThat(guest.cpu.segmentSelector[SS]).isEqualTo(DATA0);
    long[] frame = {CODE + 7, CODE3, 0x1111, 0x2222, 0x7000, DATA3};
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x8000 - 24);
    for (int i = 0; i < frame.length; i++) {
      assertThat(guest.stack(i, 4)).as("frame %d", i).isEqualTo(frame[i]);
    }
    SegmentRegisters.load(guest.cpu, DS, DATA0, new Descriptor(FLAT_DATA, 0));
    guest.execute("ca 08 00");
    assertThat(guest.cpu.cpl).isEqualTo(3);
    assertThat(guest.cpu.rip).isEqualTo(CODE + 7);
    assertThat(guest.cpu.general(RSP)).as("parameters released on both stacks").isEqualTo(0x7008);
    assertThat(guest.cpu.segmentSelector[DS]).isZero();
  }

  @Test
  void sixteenBitGate() {
    TrapGuest guest = protectedMode(0);
    guest.store(GDT + SPARE, 8, TrapGuest.gate(CODE0, 0x9_2345, 4, 0));
    guest.execute(call(SPARE));
    assertThat(guest.cpu.rip).isEqualTo(0x2345);
    assertThat(guest.cpu.general(RSP)).isEqualTo(0x7000 - 4);
    assertThat(guest.stack(0, 2)).isEqualTo(CODE + 7 & 0xffff);
  }

  @Test
  void gateChecks() {
    TrapGuest guest = protectedMode(3);
    guest.store(GDT + SPARE, 8, TrapGuest.gate(CODE0, 0x5000, 0xc, 0));
    assertThat(guest.fault(call(SPARE))).as("DPL").isEqualTo("#13(60)");
    guest.store(GDT + SPARE, 8, TrapGuest.gate(CODE0, 0x5000, 0xc, 3));
    assertThat(guest.fault(jump(SPARE))).as("JMP does not change the level").isEqualTo("#13(8)");
    guest.store(GDT + SPARE, 8, TrapGuest.gate(CODE0, 0x5000, 0xc, 3) & ~(1L << 47));
    assertThat(guest.fault(call(SPARE))).isEqualTo("#11(60)");
    guest.store(GDT + SPARE, 8, TrapGuest.gate(0, 0x5000, 0xc, 3));
    assertThat(guest.fault(call(SPARE))).isEqualTo("#13(0)");
    guest.store(GDT + SPARE, 8, TrapGuest.gate(DATA0, 0x5000, 0xc, 3));
    assertThat(guest.fault(call(SPARE))).isEqualTo("#13(10)");
    assertThat(longMode(0).fault("ff 28")).as("far pointer at 0: null").isEqualTo("#13(0)");
  }

  @Test
  void returnsOutwardsOnly() {
    TrapGuest guest = protectedMode(3);
    guest.store(0x7000, 4, 0x5000);
    guest.store(0x7004, 4, CODE0);
    assertThat(guest.fault("cb")).isEqualTo("#13(8)");
    TrapGuest kernel = protectedMode(0);
    kernel.store(0x7000, 4, 0x5000);
    kernel.store(0x7004, 4, CODE3);
    kernel.store(0x7008, 4, 0x6000);
    kernel.store(0x700c, 4, DATA0);
    assertThat(kernel.fault("cb")).as("stack of another level").isEqualTo("#13(10)");
    kernel.store(0x700c, 4, 0);
    assertThat(kernel.fault("cb")).as("null stack").isEqualTo("#13(0)");
    assertThat(kernel.cpu.general(RSP)).isEqualTo(0x7000);
  }

  @Test
  void interruptReturnKeepsWhatTheLevelMayNotChange() {
    TrapGuest guest = protectedMode(3);
    guest.store(0x7000, 4, 0x5000);
    guest.store(0x7004, 4, CODE3);
    guest.store(0x7008, 4, 0x20_72d7);
    guest.cpu.systemFlags = 2;
    guest.execute("cf");
    assertThat(guest.cpu.rflags()).as("neither IF nor IOPL").isEqualTo(0x20_40d7);
    TrapGuest kernel = protectedMode(0);
    kernel.store(0x7000, 4, 0x5000);
    kernel.store(0x7004, 4, CODE0);
    kernel.store(0x7008, 4, 0x3202);
    kernel.execute("cf");
    assertThat(kernel.cpu.rflags()).isEqualTo(0x3202);
  }

  @Test
  void bound() {
    TrapGuest guest = protectedMode(0);
    guest.store(0x6000, 4, -5);
    guest.store(0x6004, 4, 10);
    guest.cpu.setGeneral(0, 0xffff_fffbL);
    assertThat(guest.fault("62 05 00 60 00 00")).isEqualTo("none");
    assertThat(guest.cpu.rip).isEqualTo(CODE + 6);
    guest.cpu.setGeneral(0, 11);
    assertThat(guest.fault("62 05 00 60 00 00")).isEqualTo("#5");
  }

  @Test
  void breakpointAndOverflowTrapBehindTheInstruction() {
    TrapGuest guest = protectedMode(3);
    guest.gate(3, CODE0, 0x5000, 0xe, 3);
    guest.gate(4, CODE0, 0x6000, 0xe, 3);
    guest.execute("ce");
    assertThat(guest.cpu.rip).as("no overflow").isEqualTo(CODE + 1);
    guest.execute("cc");
    assertThat(guest.cpu.rip).isEqualTo(0x5000);
    assertThat(guest.stack(0, 4)).isEqualTo(CODE + 2);
    guest.cpu.setStatusFlags(org.kvas.translator.x86.semantics.Flags.OF);
    guest.execute("ce");
    assertThat(guest.cpu.rip).isEqualTo(0x6000);
  }

  @Test
  void undefinedInstructions() {
    assertThat(protectedMode(0).fault("0f 0b")).isEqualTo("#6");
    assertThat(protectedMode(0).fault("0f b9 c0")).isEqualTo("#6");
    assertThat(protectedMode(0).fault("0f 01 c1")).as("VMCALL").isEqualTo("#6");
    assertThat(protectedMode(0).fault("0f aa")).as("RSM").isEqualTo("#6");
    assertThat(protectedMode(0).fault("0f 05")).as("SYSCALL outside 64-bit mode").isEqualTo("#6");
  }
}
