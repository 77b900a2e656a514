package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.kvas.translator.state.ExecutionMode.CODE_16;
import static org.kvas.translator.state.ExecutionMode.CODE_32;
import static org.kvas.translator.state.ExecutionMode.CODE_64;
import static org.kvas.translator.state.ExecutionMode.FLAT;
import static org.kvas.translator.state.ExecutionMode.STACK_32;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;

/**
 * Near branches in the three code sizes: targets, wrapping, limits, stack. SDM Vol. 2, Jcc, JMP,
 * CALL, RET, LOOP.
 */
class BranchTest {
  private static final int LONG = CODE_64 | FLAT | STACK_32;
  private static final int FLAT_32 = CODE_32 | FLAT | STACK_32;
  private static final int REAL = CODE_16;
  private static final long DATA = 0x10000;

  private FlatVcpu cpu;

  @BeforeEach
  void start() {
    cpu = new FlatVcpu(DATA, 0x2000);
  }

  @AfterEach
  void end() {
    cpu.close();
  }

  private void run(String hex, int codeBits, int mode, int offset) {
    Guest.operation(hex, codeBits, mode, offset).execute(cpu);
  }

  private GuestFault fault(String hex, int codeBits, int mode) {
    return catchThrowableOfType(GuestFault.class, () -> run(hex, codeBits, mode, 0));
  }

  @Test
  void conditionalJumpCountsFromItsOwnEnd() {
    cpu.rip = 0xffff_ffff_8100_0000L;
    cpu.setStatusFlags(0x40);
    run("74 10", 64, LONG, 5);
    assertThat(cpu.rip).isEqualTo(0xffff_ffff_8100_0017L);
    cpu.rip = 0xffff_ffff_8100_0000L;
    run("75 10", 64, LONG, 5);
    assertThat(cpu.rip).isEqualTo(0xffff_ffff_8100_0007L);
  }

  @Test
  void sixteenBitTargetsWrapInTheirSegment() {
    cpu.segmentLimit[VcpuState.CS] = 0xffff;
    cpu.rip = 0xfff0;
    run("eb 20", 16, REAL, 0);
    assertThat(cpu.rip).isEqualTo(0x12);
  }

  @Test
  void operandSizePrefixCutsTheTargetIn32BitCode() {
    cpu.rip = 0x12_3450;
    run("66 eb 10", 32, FLAT_32, 0);
    assertThat(cpu.rip).isEqualTo(0x3463);
  }

  @Test
  void targetBeyondTheLimitFaultsAndLeavesTheRegisters() {
    cpu.segmentLimit[VcpuState.CS] = 0xffff;
    cpu.rip = 0x100;
    cpu.setGeneral(VcpuState.RAX, 0x10000);
    cpu.setGeneral(VcpuState.RSP, 0x800);
    cpu.segmentBase[VcpuState.SS] = DATA;
    GuestFault fault = fault("66 ff d0", 16, REAL);
    assertThat(fault.vector()).isEqualTo(GuestFault.GP);
    assertThat(cpu.rip).isEqualTo(0x100);
    assertThat(cpu.general(VcpuState.RSP)).isEqualTo(0x800);
  }

  @Test
  void nonCanonicalTargetsFault() {
    cpu.setGeneral(VcpuState.RAX, 0x8000_0000_0000L);
    assertThat(fault("ff e0", 64, LONG).vector()).isEqualTo(GuestFault.GP);
    cpu.setGeneral(VcpuState.RSP, DATA);
    cpu.poke(DATA, 0x8000_0000_0000L);
    assertThat(fault("c3", 64, LONG).vector()).isEqualTo(GuestFault.GP);
    assertThat(cpu.general(VcpuState.RSP)).isEqualTo(DATA);
  }

  @Test
  void callPushesTheNextAddressAndReturnDropsItsArguments() {
    cpu.rip = 0x4000;
    cpu.setGeneral(VcpuState.RSP, DATA + 0x100);
    run("e8 00 01 00 00", 64, LONG, 3);
    assertThat(cpu.rip).isEqualTo(0x4108);
    assertThat(cpu.peek(DATA + 0xf8)).isEqualTo(0x4008);
    run("c2 10 00", 64, LONG, 0);
    assertThat(cpu.rip).isEqualTo(0x4008);
    assertThat(cpu.general(VcpuState.RSP)).isEqualTo(DATA + 0x110);
  }

  @Test
  void callThroughMemoryReadsItsTargetBeforePushing() {
    cpu.setGeneral(VcpuState.RSP, DATA + 8);
    cpu.poke(DATA, 0x1234);
    run("ff 14 25 00 00 01 00", 64, LONG, 0);
    assertThat(cpu.rip).isEqualTo(0x1234);
    assertThat(cpu.peek(DATA)).isEqualTo(7);
  }

  @Test
  void callWithAnUnwritableStackLeavesThePointer() {
    cpu.setGeneral(VcpuState.RSP, 0x500);
    assertThat(fault("e8 00 00 00 00", 64, LONG).vector()).isEqualTo(GuestFault.PF);
    assertThat(cpu.general(VcpuState.RSP)).isEqualTo(0x500);
    assertThat(cpu.rip).isZero();
  }

  @Test
  void sixteenBitStackPointerWrapsAndKeepsTheRestOfEsp() {
    cpu.segmentBase[VcpuState.SS] = DATA - 0xf000;
    cpu.setGeneral(VcpuState.RSP, 0xabcd_f002L);
    cpu.rip = 0x200;
    run("e8 05 00", 16, REAL, 0);
    assertThat(cpu.rip).isEqualTo(0x208);
    assertThat(cpu.general(VcpuState.RSP)).isEqualTo(0xabcd_f000L);
    assertThat(cpu.peek(DATA) & 0xffff).isEqualTo(0x203);
  }

  @Test
  void loopCountsInTheAddressSizeWithoutFlags() {
    cpu.setGeneral(VcpuState.RCX, 0x1_0000_0001L);
    cpu.setStatusFlags(0x8d5);
    run("67 e2 10", 64, LONG, 0);
    assertThat(cpu.rip).isEqualTo(3);
    assertThat(cpu.general(VcpuState.RCX)).isZero();
    assertThat(cpu.statusFlags()).isEqualTo(0x8d5);
    run("e2 10", 64, LONG, 0);
    assertThat(cpu.general(VcpuState.RCX)).isEqualTo(-1);
    assertThat(cpu.rip).isEqualTo(3 + 0x12);
  }

  @Test
  void loopOnConditions() {
    cpu.setStatusFlags(0x40);
    cpu.setGeneral(VcpuState.RCX, 5);
    run("e0 10", 64, LONG, 0);
    assertThat(cpu.rip).isEqualTo(2);
    run("e1 10", 64, LONG, 0);
    assertThat(cpu.rip).isEqualTo(2 + 0x12);
    assertThat(cpu.general(VcpuState.RCX)).isEqualTo(3);
  }

  @Test
  void jumpOnAZeroCounterLooksAtItsSizeOnly() {
    cpu.setGeneral(VcpuState.RCX, 0xffff_0000L);
    run("67 e3 10", 32, FLAT_32, 0);
    assertThat(cpu.rip).isEqualTo(0x13);
    run("e3 10", 32, FLAT_32, 0);
    assertThat(cpu.rip).isEqualTo(0x15);
  }
}
