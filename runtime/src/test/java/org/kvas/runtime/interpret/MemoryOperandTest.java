package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.kvas.translator.state.ExecutionMode.CODE_16;
import static org.kvas.translator.state.ExecutionMode.CODE_32;
import static org.kvas.translator.state.ExecutionMode.CODE_64;
import static org.kvas.translator.state.ExecutionMode.FLAT;
import static org.kvas.translator.state.ExecutionMode.STACK_32;
import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RBP;
import static org.kvas.translator.state.VcpuState.RBX;
import static org.kvas.translator.state.VcpuState.RCX;
import static org.kvas.translator.state.VcpuState.RDX;
import static org.kvas.translator.state.VcpuState.RSI;
import static org.kvas.translator.state.VcpuState.RSP;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;

/**
 * Addresses, segments and faults of memory operands, and the stack instructions of 16- and 32-bit
 * code.
 */
class MemoryOperandTest {
  private static final int LONG = CODE_64 | FLAT | STACK_32;
  private static final int FLAT_32 = CODE_32 | FLAT | STACK_32;
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

  private void run(String hex, int codeBits, int mode) {
    Guest.operation(hex, codeBits, mode, 0).execute(cpu);
  }

  private GuestFault fault(String hex, int codeBits, int mode) {
    return catchThrowableOfType(GuestFault.class, () -> run(hex, codeBits, mode));
  }

  @Test
  void ripRelativeCountsFromTheEndOfTheInstruction() {
    cpu.rip = DATA;
    cpu.poke(DATA + 0x20 + 7 + 0x100, 0x1122_3344_5566_7788L);
    Guest.operation("48 8b 05 00 01 00 00", 64, LONG, 0x20).execute(cpu);
    assertThat(cpu.general(RAX)).isEqualTo(0x1122_3344_5566_7788L);
  }

  @Test
  void fsBaseIsAddedToTheWrappedOffset() {
    cpu.segmentBase[VcpuState.FS] = DATA - 0x10;
    cpu.setGeneral(RBX, 0xffff_ffff_0000_0020L);
    cpu.poke(DATA + 0x10, 77);
    run("64 67 8b 03", 64, LONG);
    assertThat(cpu.general(RAX)).isEqualTo(77);
  }

  @Test
  void sixteenBitAddressesWrap() {
    cpu.setGeneral(RBX, 0xffff);
    cpu.setGeneral(RSI, 0x12);
    cpu.segmentBase[VcpuState.DS] = DATA;
    cpu.segmentReadHigh[VcpuState.DS] = 0xffff;
    cpu.poke(DATA + 0x11, 0x4321);
    run("8b 00", 16, CODE_16);
    assertThat(cpu.general(RAX)).isEqualTo(0x4321);
  }

  @Test
  void limitsRaiseStackFaultsThroughSs() {
    cpu.segmentReadHigh[VcpuState.SS] = 0xff;
    cpu.segmentBase[VcpuState.SS] = DATA;
    cpu.setGeneral(RBP, 0xfe);
    assertThat(fault("8b 46 01", 16, CODE_16).vector()).isEqualTo(GuestFault.SS);
    run("8b 46 00", 16, CODE_16);
    cpu.segmentWriteHigh[VcpuState.DS] = -1;
    assertThat(fault("01 07", 16, CODE_16).vector()).isEqualTo(GuestFault.GP);
  }

  @Test
  void readModifyWriteFaultsAsAWriteAndKeepsFlags() {
    cpu.setStatusFlags(0x8d5);
    cpu.setGeneral(RBX, 0x500);
    GuestFault fault = fault("01 03", 64, LONG);
    assertThat(fault.vector()).isEqualTo(GuestFault.PF);
    assertThat(fault.errorCode()).isEqualTo(2);
    assertThat(cpu.statusFlags()).isEqualTo(0x8d5);
    assertThat(fault("39 03", 64, LONG).errorCode()).isZero();
  }

  @Test
  void shiftByZeroNeedsWriteAccess() {
    cpu.setGeneral(RBX, 0x500);
    assertThat(fault("c1 23 00", 64, LONG).errorCode()).isEqualTo(2);
  }

  @Test
  void compareExchange16BytesWantsAlignment() {
    cpu.setGeneral(RBX, DATA + 8);
    assertThat(fault("48 0f c7 0b", 64, LONG).vector()).isEqualTo(GuestFault.GP);
  }

  @Test
  void popToMemorySeesTheIncrementedPointerAndUndoesItOnAFault() {
    cpu.setGeneral(RSP, DATA + 0x10);
    cpu.poke(DATA + 0x10, 99);
    run("8f 44 24 08", 64, LONG);
    assertThat(cpu.peek(DATA + 0x20)).isEqualTo(99);
    assertThat(cpu.general(RSP)).isEqualTo(DATA + 0x18);
    cpu.setGeneral(RBX, 0);
    assertThat(fault("8f 03", 64, LONG).vector()).isEqualTo(GuestFault.PF);
    assertThat(cpu.general(RSP)).isEqualTo(DATA + 0x18);
  }

  @Test
  void pushAllThenPopAll() {
    for (int i = 0; i < 8; i++) {
      cpu.setGeneral(i, 0x100 + i);
    }
    cpu.setGeneral(RSP, DATA + 0x100);
    run("60", 32, FLAT_32);
    assertThat(cpu.general(RSP)).isEqualTo(DATA + 0xe0);
    assertThat(cpu.peek(DATA + 0xe0)).isEqualTo(0x106L << 32 | 0x107);
    assertThat(cpu.peek(DATA + 0xe8)).isEqualTo((DATA + 0x100) << 32 | 0x105);
    assertThat(cpu.peek(DATA + 0xf8)).isEqualTo(0x100L << 32 | 0x101);
    for (int i = 0; i < 8; i++) {
      cpu.setGeneral(i, i == RSP ? cpu.general(RSP) : 0);
    }
    run("61", 32, FLAT_32);
    assertThat(cpu.general(RSP)).isEqualTo(DATA + 0x100);
    assertThat(cpu.general(RCX)).isEqualTo(0x101);
    assertThat(cpu.general(RDX)).isEqualTo(0x102);
  }

  @Test
  void enterCopiesTheDisplay() {
    cpu.setGeneral(RSP, DATA + 0x100);
    cpu.setGeneral(RBP, DATA + 0x200);
    cpu.poke(DATA + 0x1fc, 0x1111_2222L);
    run("c8 10 00 02", 32, FLAT_32);
    assertThat(cpu.general(RBP)).isEqualTo(DATA + 0xfc);
    assertThat(cpu.general(RSP)).isEqualTo(DATA + 0xf4 - 0x10);
    assertThat(cpu.peek(DATA + 0xf8)).isEqualTo((DATA + 0x200) << 32 | 0x1111_2222L);
    assertThat((int) cpu.peek(DATA + 0xf4)).isEqualTo((int) DATA + 0xfc);
  }
}
