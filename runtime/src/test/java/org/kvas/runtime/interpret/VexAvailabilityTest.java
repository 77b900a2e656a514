package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.InstructionSet;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Instruction;

/** When VEX-encoded instructions run. SDM Vol. 1, 14.3; Vol. 2A, 2.4; Vol. 3A, 2.5. */
class VexAvailabilityTest {
  private static final String VADDPS = "c5 f0 58 c2";
  private static final String ANDN = "c4 e2 70 f2 c2";
  private static final int PE = 1;

  private final BareProcessor processor = new BareProcessor((i, m, o) -> null, 0);
  private final Vcpu cpu = processor.vcpu;

  @AfterEach
  void close() {
    processor.close();
  }

  private int vector(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    Instruction instruction =
        new Decoder(CpuModel.parse("max").features()).decode(bytes, 0, bytes.length, 32);
    cpu.refreshMode();
    var operation = new InstructionSet().operations().create(instruction, cpu.mode, 0);
    GuestFault fault = catchThrowableOfType(GuestFault.class, () -> operation.execute(cpu));
    return fault == null ? -1 : fault.vector();
  }

  @ParameterizedTest(name = "CR0 {0}, OSXSAVE {1}, XCR0 {2}: {3}, {4}")
  @CsvSource({
    "1, true, 7, -1, -1",
    "5, true, 7, -1, -1", // EM is for x87 and SSE
    "9, true, 7, 7, -1", // TS
    "1, false, 7, 6, -1",
    "1, true, 3, 6, -1",
    "9, true, 3, 6, -1",
    "0, true, 7, 6, 6" // real mode
  })
  void controlRegisters(int cr0, boolean saving, long xcr0, int vector, int general) {
    cpu.cr0 = cr0;
    cpu.cr4 = saving ? BareProcessor.CR4_OSXSAVE : 0;
    cpu.xcr0 = xcr0;
    assertThat(vector(VADDPS)).isEqualTo(vector);
    assertThat(vector(ANDN)).isEqualTo(general);
  }

  @ParameterizedTest
  @CsvSource({VADDPS, ANDN})
  void virtual8086ModeHasNone(String hex) {
    cpu.cr0 = PE;
    cpu.systemFlags |= Vcpu.VM;
    cpu.cpl = 3;
    assertThat(vector(hex)).isEqualTo(GuestFault.UD);
  }
}
