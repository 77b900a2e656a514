package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.EnumSet;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.PortBus;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.decode.Instruction;

/**
 * Alignment, page faults, control register checks and the x87 state around MMX. SDM Vol. 1, 4.1.1
 * and 9.5; Vol. 3A, 12.1 and 13.1.
 */
class SseFaultsTest {
  private static final long DATA = 0x1000_0000L;
  private static final long END = DATA + VcpuState.PAGE_SIZE;
  private static final int FLAT_64 =
      ExecutionMode.CODE_64 | ExecutionMode.FLAT | ExecutionMode.PROTECTED;
  private static final int ENABLED = ExecutionMode.FPU_ENABLED | ExecutionMode.SSE_ENABLED;

  private static final int CR0_NE = 1 << 5;
  private static final int CR4_OSFXSR = 1 << 9;
  private static final int CR4_OSXMMEXCPT = 1 << 10;

  private final Decoder decoder = new Decoder(EnumSet.allOf(Feature.class));
  private final FlatVcpu cpu = new FlatVcpu(DATA, VcpuState.PAGE_SIZE);

  @AfterEach
  void close() {
    cpu.close();
  }

  private Operation operation(String hex, int mode) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    Instruction instruction = decoder.decode(bytes, 0, bytes.length, ExecutionMode.codeBits(mode));
    assertThat(instruction.length()).isEqualTo(bytes.length);
    return new SseOperations().create(instruction, mode, 0);
  }

  private void execute(String hex) {
    operation(hex, FLAT_64 | ENABLED).execute(cpu);
  }

  private static GuestFault faultOf(Operation operation, VcpuState state) {
    return catchThrowableOfType(GuestFault.class, () -> operation.execute(state));
  }

  private GuestFault faultOf(String hex) {
    return faultOf(operation(hex, FLAT_64 | ENABLED), cpu);
  }

  private static Vcpu processor(long cr0, long cr4) {
    AddressSpace space = new AddressSpace();
    SoftwareMmu mmu = new SoftwareMmu(space, new CodePages(space));
    Vcpu vcpu = new Vcpu(0, CpuModel.parse("x86-64-v2"), mmu, NO_PORTS);
    vcpu.cr0 = cr0;
    vcpu.cr4 = cr4;
    return vcpu;
  }

  private static final PortBus NO_PORTS =
      new PortBus() {
        @Override
        public int read(int port, int size) {
          return -1;
        }

        @Override
        public void write(int port, int size, int value) {}
      };

  @ParameterizedTest
  @CsvSource({
    "0f2806, movaps xmm0 m",
    "660f6f06, movdqa xmm0 m",
    "0f2906, movaps m xmm0",
    "0f5806, addps xmm0 m",
    "660fef06, pxor xmm0 m",
    "0f2b06, movntps m xmm0"
  })
  void misalignedSixteenByteOperandsRaiseGeneralProtection(String hex, String text) {
    cpu.setGeneral(VcpuState.RSI, DATA + 8);
    GuestFault fault = faultOf(hex);
    assertThat(fault.vector()).as(text).isEqualTo(GuestFault.GP);
    assertThat(fault.errorCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0f1006, movups",
    "f30f6f06, movdqu",
    "f20ff006, lddqu",
    "0f1106, movups store",
    "f20f5806, addsd",
    "660f3a63060c, pcmpistri",
    "0f6f06, movq mm"
  })
  void othersMayBeMisaligned(String hex, String text) {
    cpu.setGeneral(VcpuState.RSI, DATA + 7);
    assertThat(faultOf(hex)).as(text).isNull();
  }

  @Test
  void aStoreThatFaultsOnItsSecondPageWritesNothing() {
    cpu.vector[0] = -1;
    cpu.vector[1] = -1;
    cpu.setGeneral(VcpuState.RSI, END - 8);
    assertThat(faultOf("0f1106").vector()).isEqualTo(GuestFault.PF);
    assertThat(cpu.peek(END - 8)).isZero();
  }

  @Test
  void aLoadThatFaultsChangesNoRegister() {
    cpu.vector[0] = 1;
    cpu.vector[1] = 2;
    cpu.setGeneral(VcpuState.RSI, END - 8);
    assertThat(faultOf("0f1006").vector()).isEqualTo(GuestFault.PF);
    assertThat(cpu.vector[0]).isEqualTo(1);
    assertThat(cpu.vector[1]).isEqualTo(2);
  }

  @Test
  void legacyInstructionsLeaveTheUpperHalfOfYmmAlone() {
    cpu.vector[2] = 0x22;
    cpu.vector[3] = 0x33;
    execute("0f57c0"); // xorps xmm0, xmm0
    assertThat(cpu.vector[2]).isEqualTo(0x22);
    assertThat(cpu.vector[3]).isEqualTo(0x33);
  }

  @Test
  void maskedStoresTouchOnlyTheirBytes() {
    cpu.setGeneral(VcpuState.RDI, END - 4);
    cpu.vector[0] = 0x1122_3344_5566_7788L;
    cpu.vector[4] = 0x80_0080; // bytes 0 and 2
    cpu.poke(END - 8, 0xaaaa_aaaa_aaaa_aaaaL);
    execute("660ff7c1"); // maskmovdqu xmm0, xmm1
    assertThat(cpu.peek(END - 8)).isEqualTo(0xaa66_aa88_aaaa_aaaaL);
    cpu.vector[4] = 0x80_0000_0080L; // byte 4 is on the next page
    cpu.poke(END - 8, 0);
    assertThat(faultOf("660ff7c1").vector()).isEqualTo(GuestFault.PF);
    assertThat(cpu.peek(END - 8)).isZero();
  }

  @Test
  void mmxInstructionsTakeOverTheX87Registers() {
    cpu.x87.top = 5;
    cpu.x87.empty = 0xff;
    cpu.x87.significand[1] = 7;
    execute("0f6fc1"); // movq mm0, mm1
    assertThat(cpu.x87.top).isZero();
    assertThat(cpu.x87.empty).isZero();
    assertThat(cpu.x87.significand[0]).isEqualTo(7);
    assertThat(cpu.x87.signExponent[0]).isEqualTo(0xffff);
    assertThat(cpu.x87.signExponent[1]).as("only read").isZero();
  }

  @Test
  void aFaultingMmxInstructionDoesNotTakeThemOver() {
    cpu.x87.top = 5;
    cpu.setGeneral(VcpuState.RSI, END);
    assertThat(faultOf("0f6f06").vector()).isEqualTo(GuestFault.PF);
    assertThat(cpu.x87.top).isEqualTo(5);
  }

  @Test
  void aFaultingStoreFromAnMmxRegisterSetsTopAlone() {
    cpu.x87.top = 5;
    cpu.x87.empty = 0xff;
    cpu.setGeneral(VcpuState.RSI, END);
    assertThat(faultOf("0f7f06").vector()).isEqualTo(GuestFault.PF); // movq [rsi], mm0
    assertThat(cpu.x87.top).isZero();
    assertThat(cpu.x87.empty).isEqualTo(0xff);
  }

  @Test
  void anUnmaskedExceptionOfAConversionComesAfterTheTakeover() {
    cpu.x87.top = 5;
    cpu.x87.empty = 0xff;
    cpu.mxcsr = 0;
    cpu.vector[0] = -1; // NaNs
    assertThat(faultOf("0f2dc0").vector()).isEqualTo(GuestFault.XM); // cvtps2pi mm0, xmm0
    assertThat(cpu.x87.top).isZero();
    assertThat(cpu.x87.empty).isZero();
  }

  @Test
  void packedConversionFromMemoryNeedsNoMmxRegisters() {
    cpu.x87.top = 5;
    cpu.setGeneral(VcpuState.RSI, DATA);
    execute("660f2a06"); // cvtpi2pd xmm0, [rsi]
    assertThat(cpu.x87.top).isEqualTo(5);
  }

  @Test
  void aPendingX87ExceptionIsReportedByMmx() {
    Vcpu vcpu = processor(CR0_NE, CR4_OSFXSR);
    vcpu.x87.status = 0x80;
    assertThat(faultOf(operation("0f6fc1", FLAT_64 | ENABLED), vcpu).vector())
        .isEqualTo(GuestFault.MF);
    assertThat(faultOf(operation("0f28c1", FLAT_64 | ENABLED), vcpu)).isNull(); // movaps
  }

  @ParameterizedTest
  @CsvSource({
    // instruction, CR0, CR4, vector
    "0f28c1, 0, 0, 6",
    "0f28c1, 4, 0x200, 6",
    "0f28c1, 8, 0x200, 7",
    "0f28c1, 8, 0, 6",
    "0f6fc1, 4, 0, 6",
    "0f6fc1, 8, 0, 7",
    "0f6fc1, 12, 0, 6",
  })
  void controlRegistersForbid(String hex, String cr0, String cr4, int vector) {
    Vcpu vcpu = processor(Long.decode(cr0), Long.decode(cr4));
    int mode = vcpu.cr0 == 0 ? FLAT_64 | ExecutionMode.FPU_ENABLED : FLAT_64;
    assertThat(faultOf(operation(hex, mode), vcpu).vector()).isEqualTo(vector);
  }

  @Test
  void mmxDoesNotAskForOsfxsr() {
    Vcpu vcpu = processor(0, 0);
    assertThat(faultOf(operation("0f6fc1", FLAT_64 | ExecutionMode.FPU_ENABLED), vcpu)).isNull();
  }

  @Test
  void anUnmaskedExceptionWithoutOsxmmexcptIsInvalidOpcode() {
    Operation divide = operation("f20f5ec1", FLAT_64 | ENABLED); // divsd xmm0, xmm1
    Vcpu vcpu = processor(0, CR4_OSFXSR);
    vcpu.mxcsr = 0;
    vcpu.vector[0] = Double.doubleToRawLongBits(1);
    assertThat(faultOf(divide, vcpu).vector()).isEqualTo(GuestFault.UD);
    vcpu.cr4 |= CR4_OSXMMEXCPT;
    assertThat(faultOf(divide, vcpu).vector()).isEqualTo(GuestFault.XM);
    assertThat(vcpu.mxcsr).isEqualTo(4);
    assertThat(vcpu.vector[0]).isEqualTo(Double.doubleToRawLongBits(1));
  }

  @Test
  void segmentLimitsHoldForAllSixteenBytes() {
    cpu.segmentReadHigh[VcpuState.DS] = DATA + 14;
    cpu.setGeneral(VcpuState.RSI, DATA);
    Operation load = operation("0f2806", ExecutionMode.CODE_32 | ExecutionMode.PROTECTED | ENABLED);
    assertThat(faultOf(load, cpu).vector()).isEqualTo(GuestFault.GP);
    cpu.segmentReadHigh[VcpuState.DS] = DATA + 15;
    assertThat(faultOf(load, cpu)).isNull();
  }
}
