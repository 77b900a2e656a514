package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.kvas.translator.state.ExecutionMode.CODE_16;
import static org.kvas.translator.state.ExecutionMode.CODE_64;
import static org.kvas.translator.state.ExecutionMode.FLAT;
import static org.kvas.translator.state.ExecutionMode.STACK_32;
import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RCX;
import static org.kvas.translator.state.VcpuState.RDI;
import static org.kvas.translator.state.VcpuState.RSI;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;

/**
 * Repeated string instructions beyond what the recorded vectors show: many pages, overlap, faults,
 * events, segments. SDM Vol. 2B, REP.
 */
class StringOperationTest {
  private static final int LONG = CODE_64 | FLAT | STACK_32;
  private static final long DATA = 0x10000;
  private static final int SIZE = 0x8000;

  private FlatVcpu cpu;
  private final byte[] model = new byte[SIZE];

  @BeforeEach
  void start() {
    cpu = new FlatVcpu(DATA, SIZE);
    new Random(7).nextBytes(model);
    for (int i = 0; i < SIZE; i++) {
      cpu.store8(DATA + i, model[i]);
    }
    cpu.rip = 0x5000;
  }

  @AfterEach
  void end() {
    cpu.close();
  }

  private void run(String hex) {
    Guest.operation(hex, 64, LONG, 0).execute(cpu);
  }

  private void expectModel() {
    for (int i = 0; i < SIZE; i++) {
      assertThat((byte) cpu.load8(DATA + i)).as("byte %x", i).isEqualTo(model[i]);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 0x4000, 0x3fff",
    "1, 5, 0x3123, 0x2800",
    "8, 3, 0x3123, 0x500",
    "4, 0x100, 0x101, 0x800",
    "8, 0x100, 0x104, 0x400",
    "8, 0x104, 0x100, 0x400",
    "1, 0x10, 0x11, 0x3000",
    "2, 0xfff, 0x1003, 0x1801",
    "4, 0xffd, 0x3ffe, 0x400",
    "1, 0x1234, 0x1234, 0x100"
  })
  void moveIsElementAfterElement(int size, String from, String to, String count) {
    int source = Integer.decode(from);
    int destination = Integer.decode(to);
    int elements = Integer.decode(count);
    for (int i = 0; i < elements; i++) {
      byte[] element = new byte[size];
      System.arraycopy(model, source + i * size, element, 0, size);
      System.arraycopy(element, 0, model, destination + i * size, size);
    }
    cpu.setGeneral(RSI, DATA + source);
    cpu.setGeneral(RDI, DATA + destination);
    cpu.setGeneral(RCX, elements);
    run(size == 1 ? "f3 a4" : size == 2 ? "66 f3 a5" : size == 4 ? "f3 a5" : "f3 48 a5");
    expectModel();
    assertThat(cpu.general(RCX)).isZero();
    assertThat(cpu.general(RSI)).isEqualTo(DATA + source + (long) elements * size);
    assertThat(cpu.general(RDI)).isEqualTo(DATA + destination + (long) elements * size);
  }

  @Test
  void faultKeepsTheProgress() {
    cpu.setGeneral(RSI, DATA);
    cpu.setGeneral(RDI, DATA + SIZE - 0x1806);
    cpu.setGeneral(RCX, 0x1000);
    GuestFault fault = catchThrowableOfType(GuestFault.class, () -> run("f3 48 a5"));
    assertThat(fault.vector()).isEqualTo(GuestFault.PF);
    assertThat(cpu.general(RCX)).isEqualTo(0x1000 - 0x300);
    assertThat(cpu.general(RSI)).isEqualTo(DATA + 0x1800);
    assertThat(cpu.general(RDI)).isEqualTo(DATA + SIZE - 6);
    assertThat(cpu.rip).isEqualTo(0x5000);
  }

  @Test
  void pendingEventStopsAtAnElementWithThePointerAtTheInstruction() {
    cpu.pending = 1;
    cpu.setGeneral(RDI, DATA + 0x800);
    cpu.setGeneral(RCX, 0x3000);
    cpu.setGeneral(RAX, 0x55);
    Guest.operation("f3 aa", 64, LONG, 9).execute(cpu);
    assertThat(cpu.rip).isEqualTo(0x5009);
    assertThat(cpu.general(RCX)).isEqualTo(0x3000 - 0x800);
    cpu.pending = 0;
    cpu.rip = 0x5000;
    Guest.operation("f3 aa", 64, LONG, 9).execute(cpu);
    assertThat(cpu.rip).isEqualTo(0x500b);
    assertThat(cpu.load8(DATA + 0x37ff)).isEqualTo(0x55);
    assertThat((byte) cpu.load8(DATA + 0x3800)).isEqualTo(model[0x3800]);
  }

  @Test
  void singleStepTakesOneElement() {
    cpu.systemFlags |= VcpuState.TF;
    cpu.setGeneral(RDI, DATA);
    cpu.setGeneral(RCX, 3);
    run("f3 ab");
    assertThat(cpu.general(RCX)).isEqualTo(2);
    assertThat(cpu.rip).isEqualTo(0x5000);
  }

  @Test
  void scanStopsBehindTheMatchAcrossPages() {
    for (int i = 0; i < 0x3000; i++) {
      cpu.store8(DATA + i, 1);
    }
    cpu.store8(DATA + 0x2345, 0);
    cpu.setGeneral(RDI, DATA + 1);
    cpu.setGeneral(RCX, -1);
    cpu.setGeneral(RAX, 0);
    run("f2 ae");
    assertThat(cpu.general(RDI)).isEqualTo(DATA + 0x2346);
    assertThat(cpu.general(RCX)).isEqualTo(-1 - 0x2345);
    assertThat(cpu.condition(4)).isTrue();
  }

  @Test
  void zeroCountTouchesNothing() {
    cpu.setStatusFlags(0x8d5);
    cpu.setGeneral(RDI, 0);
    cpu.setGeneral(RSI, 0);
    cpu.setGeneral(RCX, 0xffff_ffff_0000_0000L);
    run("67 f3 a6");
    assertThat(cpu.statusFlags()).isEqualTo(0x8d5);
    assertThat(cpu.general(RCX)).as("ECX is written, as Intel processors do").isZero();
    assertThat(cpu.rip).isEqualTo(0x5003);
  }

  @Test
  void sixteenBitPointersWrapAndSegmentsAddTheirBase() {
    cpu.segmentBase[VcpuState.ES] = DATA - 0xf000;
    cpu.segmentReadHigh[VcpuState.ES] = 0xffff;
    cpu.segmentWriteHigh[VcpuState.ES] = 0xffff;
    cpu.setGeneral(RDI, 0xf800);
    cpu.setGeneral(RCX, 0x801);
    GuestFault fault =
        catchThrowableOfType(
            GuestFault.class, () -> Guest.operation("f3 aa", 16, CODE_16, 0).execute(cpu));
    assertThat(fault.vector()).isEqualTo(GuestFault.PF);
    assertThat(cpu.general(RDI)).isZero();
    assertThat(cpu.general(RCX)).isEqualTo(1);
  }

  @Test
  void limitStopsARepetitionWithGeneralProtection() {
    cpu.segmentBase[VcpuState.ES] = DATA;
    cpu.segmentWriteHigh[VcpuState.ES] = 0x10f;
    cpu.setGeneral(RDI, 0x100);
    cpu.setGeneral(RCX, 0x20);
    GuestFault fault =
        catchThrowableOfType(
            GuestFault.class, () -> Guest.operation("f3 aa", 16, CODE_16, 0).execute(cpu));
    assertThat(fault.vector()).isEqualTo(GuestFault.GP);
    assertThat(cpu.general(RDI)).isEqualTo(0x110);
    assertThat(cpu.general(RCX)).isEqualTo(0x10);
  }

  @Test
  void sourceSegmentIsOverridable() {
    cpu.segmentBase[VcpuState.FS] = DATA + 0x100;
    cpu.setGeneral(RSI, 0);
    run("64 ac");
    assertThat((byte) cpu.general(RAX)).isEqualTo(model[0x100]);
  }
}
