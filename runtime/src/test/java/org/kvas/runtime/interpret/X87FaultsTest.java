package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.EnumSet;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.state.X87State;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.semantics.x87.StatusWord;

/**
 * When x87 instructions fault, and what FNSTENV and FNSAVE look like in each mode. SDM Vol. 1,
 * 8.1.8 to 8.1.10 and 8.6; Vol. 3A, table 2-2.
 */
class X87FaultsTest {
  private static final long DATA = 0x8000;
  private static final long CODE = 0x1_2345;
  private static final int ZERO_DIVIDE_UNMASKED = 0x37b;

  private final BareProcessor processor =
      new BareProcessor(new X87Operations(), ExecutionMode.CODE_32 | ExecutionMode.PROTECTED);
  private final Vcpu vcpu = processor.vcpu;

  @AfterEach
  void close() {
    processor.close();
  }

  private int vectorOf(String hex) {
    GuestFault fault = catchThrowableOfType(GuestFault.class, () -> processor.execute(hex));
    return fault == null ? -1 : fault.vector();
  }

  /** 1 / 0 with the exception unmasked: it is noted, and reported by whoever waits next. */
  private void divideByZero(BareProcessor target) {
    target.at(VcpuState.RBX, DATA);
    target.vcpu.rip = CODE;
    target.vcpu.x87.setControlWord(ZERO_DIVIDE_UNMASKED);
    target.execute("d9 e8");
    target.write(DATA, new byte[8]);
    target.execute("dc 33");
    target.vcpu.rip = 0x100;
  }

  @Test
  void unmaskedExceptionsWaitForTheNextInstruction() {
    divideByZero(processor);
    X87State x87 = vcpu.x87;
    assertThat(x87.status)
        .isEqualTo(StatusWord.ZERO_DIVIDE | StatusWord.ERROR_SUMMARY | StatusWord.BUSY);
    assertThat(x87.significand[7]).isEqualTo(Long.MIN_VALUE);
    assertThat(x87.signExponent[7]).isEqualTo(0x3fff);
    for (String waiting : new String[] {"9b", "d9 e8", "d9 2b", "d9 23", "0f 77"}) {
      assertThat(vectorOf(waiting)).as(waiting).isEqualTo(GuestFault.MF);
    }
    assertThat(x87.instructionPointer).isEqualTo(CODE);
    assertThat(x87.top).isEqualTo(7);
    processor.execute("df e0");
    assertThat(vcpu.general(VcpuState.RAX) & 0xffff).isEqualTo(0xb884);
    processor.execute("db e2");
    assertThat(x87.status).isZero();
    assertThat(vectorOf("9b")).isEqualTo(-1);
  }

  /** FSTPNCE, an undocumented encoding of FSTP: an Intel processor pops and notes nothing. */
  @Test
  void popsAnEmptyRegisterWithoutAnException() {
    processor.execute("d9 d9");
    assertThat(vcpu.x87.statusWord()).isEqualTo(1 << StatusWord.TOP_SHIFT);
    assertThat(vcpu.x87.tagWord()).isEqualTo(0xffff);
    processor.execute("dd d9");
    assertThat(vcpu.x87.statusWord())
        .isEqualTo(2 << StatusWord.TOP_SHIFT | StatusWord.STACK_FAULT | StatusWord.INVALID);
  }

  @Test
  void unmaskingReportsWhatWasMasked() {
    processor.at(VcpuState.RBX, DATA);
    processor.execute("d9 ee");
    processor.execute("d9 e8");
    processor.execute("d8 f1");
    assertThat(vcpu.x87.status).isEqualTo(StatusWord.ZERO_DIVIDE);
    processor.write(DATA, new byte[] {0x7b, 3});
    processor.execute("d9 2b");
    assertThat(vectorOf("d9 d0")).isEqualTo(GuestFault.MF);
  }

  @Test
  void withoutNumericErrorReportingNothingIsReported() {
    vcpu.cr0 &= ~BareProcessor.CR0_NE;
    divideByZero(processor);
    assertThat(vectorOf("9b")).isEqualTo(-1);
    assertThat(vectorOf("d9 e8")).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({"0, -1, 7", "8, 7, 7"})
  void taskSwitchedAndMonitorCoprocessor(int taskSwitched, int wait, int other) {
    vcpu.cr0 |= taskSwitched | BareProcessor.CR0_MP;
    processor.without(ExecutionMode.FPU_ENABLED);
    assertThat(vectorOf("9b")).isEqualTo(wait);
    assertThat(vectorOf("d9 e8")).isEqualTo(other);
    assertThat(vectorOf("df e0")).isEqualTo(other);
    assertThat(vectorOf("0f 77")).isEqualTo(other);
    vcpu.cr0 &= ~BareProcessor.CR0_MP;
    assertThat(vectorOf("9b")).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "d9 03", "dd 1b", "db 2b", "db 3b", "df 33", "dd 33", "dd 23", "d9 33", "df 3b", "dc 03"
      })
  void aFaultLeavesTheUnitAsItWas(String code) {
    try (FlatVcpu cpu = new FlatVcpu(DATA, VcpuState.PAGE_SIZE)) {
      cpu.setGeneral(VcpuState.RBX, DATA + VcpuState.PAGE_SIZE - 1);
      cpu.x87.push(0x4000, Long.MIN_VALUE);
      byte[] bytes = HexFormat.of().parseHex(code.replace(" ", ""));
      int mode =
          ExecutionMode.CODE_64
              | ExecutionMode.FLAT
              | ExecutionMode.PROTECTED
              | ExecutionMode.FPU_ENABLED;
      var decoder = new Decoder(EnumSet.allOf(Feature.class));
      var operation =
          new X87Operations().create(decoder.decode(bytes, 0, bytes.length, 64), mode, 0);
      GuestFault fault = catchThrowableOfType(GuestFault.class, () -> operation.execute(cpu));
      assertThat(fault.vector()).isEqualTo(GuestFault.PF);
      assertThat(cpu.x87.top).isEqualTo(7);
      assertThat(cpu.x87.empty).isEqualTo(0x7f);
      assertThat(cpu.x87.status).isZero();
      assertThat(cpu.x87.instructionPointer).isZero();
      assertThat(cpu.x87.dataPointer).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, d9 33, 7b03 ffff 84b8 ffff ff3f ffff 45230100 00003304 00800000 0000ffff",
    "2, 66 d9 33, 7b03 84b8 ff3f 4523 0000 0080 0000",
    "0, d9 33, 7b03 ffff 84b8 ffff ff3f ffff 4523ffff 33140000 0080ffff 00000000",
    "0, 66 d9 33, 7b03 84b8 ff3f 4523 3314 0080 0000"
  })
  void environmentFormats(int protectedMode, String code, String expected) {
    int mode = ExecutionMode.CODE_32 | (protectedMode != 0 ? ExecutionMode.PROTECTED : 0);
    try (BareProcessor target = new BareProcessor(new X87Operations(), mode)) {
      divideByZero(target);
      target.execute(code);
      String hex = expected.replace(" ", "");
      assertThat(HexFormat.of().formatHex(target.read(DATA, hex.length() / 2))).isEqualTo(hex);
      assertThat(target.vcpu.x87.control & StatusWord.EXCEPTIONS).isEqualTo(StatusWord.EXCEPTIONS);
      assertThat(target.vcpu.x87.status & StatusWord.ERROR_SUMMARY).isZero();
      X87State before = target.vcpu.x87;
      before.initialize();
      target.execute(code.replace("33", "23"));
      assertThat(before.control).isEqualTo(ZERO_DIVIDE_UNMASKED);
      assertThat(before.statusWord()).isEqualTo(0xb884);
      assertThat(before.instructionPointer)
          .isEqualTo(hex.length() == 28 && protectedMode != 0 ? CODE & 0xffff : CODE);
    }
  }
}
