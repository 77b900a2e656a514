package org.kvas.runtime.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.kvas.runtime.vcpu.CpuModels;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Instruction;

/** What is left out where a hypervisor stands between programs and their kernel. */
class HostTraitsTest {
  private static final long NOT_CANONICAL = 0x1234_8765_4321_0000L;

  private final HostTraits plain = new HostTraits(false, true, true, true);
  private final HostTraits emulated = new HostTraits(false, true, false, false);

  @Test
  void stackPointersBecomeCanonical() {
    assertThat(plain.stackPointer(NOT_CANONICAL)).isEqualTo(NOT_CANONICAL);
    assertThat(emulated.stackPointer(NOT_CANONICAL)).isEqualTo(0xffff_8765_4321_0000L);
    assertThat(emulated.stackPointer(SharedArea.WINDOW_ADDRESS))
        .isEqualTo(SharedArea.WINDOW_ADDRESS);
  }

  @Test
  void interruptsAreLeftOut() {
    assertThat(plain.difference(test("cd19"))).isNull();
    assertThat(emulated.difference(test("cd19"))).isNotNull();
    assertThat(emulated.difference(test("cc"))).isNull();
  }

  private static TestInstruction test(String code) {
    byte[] bytes = HexFormat.of().parseHex(code);
    Instruction instruction =
        new Decoder(CpuModels.implemented()).decode(bytes, 0, bytes.length, 64);
    return new TestInstruction(bytes, instruction, Shape.of(instruction));
  }
}
