package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.semantics.sse.Mxcsr;

/**
 * Alignment, page faults, masked elements, gathers that stop half-way, unmasked exceptions and
 * upper halves of VEX-encoded instructions. SDM Vol. 1, 14.9; Vol. 2C, VMASKMOV and VPGATHERQQ.
 */
class VexFaultsTest {
  private static final long DATA = 0x1000_0000L;
  private static final long END = DATA + VcpuState.PAGE_SIZE;
  private static final int FLAT_64 =
      ExecutionMode.CODE_64 | ExecutionMode.FLAT | ExecutionMode.PROTECTED;
  private static final int FLAT_32 =
      ExecutionMode.CODE_32 | ExecutionMode.FLAT | ExecutionMode.PROTECTED;
  private static final int ENABLED =
      ExecutionMode.FPU_ENABLED | ExecutionMode.SSE_ENABLED | ExecutionMode.AVX_ENABLED;

  private static final int YMM1 = 4;
  private static final int YMM2 = 8;
  private static final long SIGN = Long.MIN_VALUE;

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
    return new AvxOperations().create(instruction, mode, 0);
  }

  private void execute(String hex) {
    operation(hex, FLAT_64 | ENABLED).execute(cpu);
  }

  private GuestFault faultOf(String hex) {
    Operation operation = operation(hex, FLAT_64 | ENABLED);
    return catchThrowableOfType(GuestFault.class, () -> operation.execute(cpu));
  }

  private void set(int register, long... quadwords) {
    System.arraycopy(quadwords, 0, cpu.vector, register, quadwords.length);
  }

  private long[] ymm(int register) {
    return Arrays.copyOfRange(cpu.vector, register, register + 4);
  }

  @ParameterizedTest
  @CsvSource({
    "c5f82806, 8, vmovaps xmm0 m",
    "c5fc2806, 16, vmovaps ymm0 m",
    "c5fd7f06, 16, vmovdqa m ymm0",
    "c5fc2b06, 16, vmovntps m ymm0",
    "c4e27d2a06, 16, vmovntdqa ymm0 m",
    "c5f9e706, 8, vmovntdq m xmm0"
  })
  void explicitlyAlignedOperandsRaiseGeneralProtection(String hex, int from, String text) {
    cpu.setGeneral(VcpuState.RSI, DATA + from);
    GuestFault fault = faultOf(hex);
    assertThat(fault.vector()).as(text).isEqualTo(GuestFault.GP);
    assertThat(fault.errorCode()).isZero();
    cpu.setGeneral(VcpuState.RSI, DATA + 32);
    assertThat(faultOf(hex)).as(text).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "c5fc1006, vmovups",
    "c5f85806, vaddps xmm",
    "c5fd5806, vaddpd ymm",
    "c5fdef06, vpxor ymm",
    "c5fff006, vlddqu",
    "c5fe7f06, vmovdqu store",
    "c4e37d190601, vextractf128 store",
    "c4e2752d06, vmaskmovpd"
  })
  void othersMayBeMisaligned(String hex, String text) {
    cpu.setGeneral(VcpuState.RSI, DATA + 7);
    assertThat(faultOf(hex)).as(text).isNull();
  }

  @Test
  void aStoreThatFaultsOnItsSecondPageWritesNothing() {
    set(0, -1, -1, -1, -1);
    cpu.setGeneral(VcpuState.RSI, END - 24);
    assertThat(faultOf("c5fe7f06").vector()).isEqualTo(GuestFault.PF);
    assertThat(cpu.peek(END - 24)).isZero();
  }

  @Test
  void maskedLoadsTouchOnlyTheirElements() {
    cpu.setGeneral(VcpuState.RSI, END - 16);
    cpu.poke(END - 16, 5);
    cpu.poke(END - 8, 6);
    set(0, 1, 2, 3, 4);
    set(YMM1, 0, SIGN, 0, 0);
    execute("c4e2752d06"); // vmaskmovpd ymm0, ymm1, [rsi]
    assertThat(ymm(0)).containsExactly(0, 6, 0, 0);
    set(YMM1, SIGN, 0, SIGN, 0);
    assertThat(faultOf("c4e2752d06").vector()).isEqualTo(GuestFault.PF);
    assertThat(ymm(0)).as("a load that faults").containsExactly(0, 6, 0, 0);
  }

  @Test
  void maskedStoresWriteAllOrNothing() {
    cpu.setGeneral(VcpuState.RSI, END - 16);
    set(0, 0x2222_2222_1111_1111L, 0x4444_4444_3333_3333L, -1, -1);
    set(YMM1, SIGN, SIGN >>> 32, 0, 0); // elements 1 and 2
    execute("c4e2752e06"); // vmaskmovps [rsi], ymm1, ymm0
    assertThat(cpu.peek(END - 16)).isEqualTo(0x2222_2222_0000_0000L);
    assertThat(cpu.peek(END - 8)).isEqualTo(0x3333_3333L);
    cpu.poke(END - 16, 0);
    set(YMM1, SIGN, 0, SIGN, 0);
    assertThat(faultOf("c4e2752e06").vector()).isEqualTo(GuestFault.PF);
    assertThat(cpu.peek(END - 16)).isZero();
  }

  @Test
  void aGatherThatFaultsHasDoneTheElementsBefore() {
    cpu.setGeneral(VcpuState.RSI, DATA);
    cpu.poke(DATA + 8, 0x88);
    set(0, 1, 2, 3, 4);
    set(YMM1, 0, SIGN, SIGN, SIGN);
    set(YMM2, -1, 8, VcpuState.PAGE_SIZE, 8);
    assertThat(faultOf("c4e2f5910416").vector()).isEqualTo(GuestFault.PF); // vpgatherqq
    assertThat(ymm(0)).containsExactly(1, 0x88, 3, 4);
    assertThat(ymm(YMM1)).containsExactly(0, 0, -1, -1);
    set(YMM2, -1, 8, 0, 8);
    execute("c4e2f5910416");
    assertThat(ymm(0)).containsExactly(1, 0x88, 0, 0x88);
    assertThat(ymm(YMM1)).containsOnly(0);
  }

  @Test
  void gathersClearWhatIsAboveTheirElements() {
    cpu.setGeneral(VcpuState.RSI, DATA);
    set(0, 1, 2, 3, 4);
    set(YMM1, 0, 0, -1, -1);
    execute("c4e271900496"); // vpgatherdd xmm0, [rsi+xmm2*4], xmm1
    assertThat(ymm(0)).containsExactly(1, 2, 0, 0);
    assertThat(ymm(YMM1)).containsOnly(0);
  }

  @Test
  void anUnmaskedExceptionInOneElementWritesNone() {
    cpu.mxcsr = 0x1f80 & ~(Mxcsr.ZERO_DIVIDE << Mxcsr.MASK_SHIFT);
    long one = Double.doubleToRawLongBits(1);
    set(0, 1, 2, 3, 4);
    set(YMM1, one, Double.doubleToRawLongBits(Double.NaN) ^ 1L << 51 | 1, one, one);
    set(YMM2, one, one, one, 0);
    assertThat(faultOf("c5f55ec2").vector()).isEqualTo(GuestFault.XM); // vdivpd ymm0, ymm1, ymm2
    assertThat(ymm(0)).containsExactly(1, 2, 3, 4);
    assertThat(cpu.mxcsr & Mxcsr.FLAGS).isEqualTo(Mxcsr.ZERO_DIVIDE | Mxcsr.INVALID);
    assertThat(faultOf("c5f15ec2")).as("of XMM registers").isNull();
  }

  @Test
  void scalarsTakeTheRestFromTheSecondOperandAndClearTheUpperHalf() {
    set(0, 1, 2, 3, 4);
    set(YMM1, 0, 22, 33, 44);
    cpu.setGeneral(VcpuState.RSI, DATA);
    execute("c4e1735806"); // vaddsd xmm0, xmm1, [rsi]
    assertThat(ymm(0)).containsExactly(0, 22, 0, 0);
  }

  @ParameterizedTest
  @CsvSource({"c5f877, false", "c5fc77, true"})
  void zeroingReachesTheRegistersOfTheMode(String hex, boolean all) {
    Arrays.fill(cpu.vector, 7);
    operation(hex, FLAT_32 | ENABLED).execute(cpu);
    assertThat(ymm(4 * 7)).containsExactly(all ? 0 : 7, all ? 0 : 7, 0, 0);
    assertThat(ymm(4 * 8)).containsOnly(7);
    operation(hex, FLAT_64 | ENABLED).execute(cpu);
    assertThat(ymm(4 * 15)).containsExactly(all ? 0 : 7, all ? 0 : 7, 0, 0);
  }
}
