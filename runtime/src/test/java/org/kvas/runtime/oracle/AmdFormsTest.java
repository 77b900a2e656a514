package org.kvas.runtime.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvas.runtime.vcpu.CpuModels;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Instruction;

/** What is left out on AMD's processors, and what next to it is not. */
class AmdFormsTest {
  private static final HostTraits AMD = new HostTraits(true, false, true, true);
  private static final HostTraits INTEL = new HostTraits(false, true, true, true);

  private final Decoder decoder = new Decoder(CpuModels.implemented());

  @ParameterizedTest
  @CsvSource({
    "64, 66e800000000, e800000000",
    "64, 6640ebfe, 40ebfe",
    "64, 66447dcb, 447dcb",
    "64, 66c3, c3",
    "64, 48ff28, ff28",
    "64, 480fb200, 0fb200",
    "64, 6663c0, 63c0",
    "64, f34190, f390",
    "64, f34190, f34890",
    "64, 660fa4c811, 660fa4c810",
    "64, 0f38c90500000000, 0f38c900",
    "64, f2e100, e100",
    "64, f3e000, e000",
    "64, 0f0dee, 0f1fc0",
    "64, 66f30f0dee, 0f0d00",
    "64, ff1424, ff10",
    "64, f1, cc",
    "64, 0f35, 0f07",
    "32, c4e3f9160000, c4e379160000",
    "32, 1e, 661e",
    "32, 0f07, 0f05",
  })
  void leftOut(int codeBits, String code, String neighbour) {
    assertThat(AMD.difference(test(codeBits, code))).isNotNull();
    assertThat(AMD.difference(test(codeBits, neighbour))).isNull();
    assertThat(INTEL.difference(test(codeBits, code))).isNull();
  }

  private TestInstruction test(int codeBits, String code) {
    byte[] bytes = HexFormat.of().parseHex(code);
    Instruction instruction = decoder.decode(bytes, 0, bytes.length, codeBits);
    assertThat(instruction.length()).isEqualTo(bytes.length);
    return new TestInstruction(bytes, instruction, Shape.of(instruction));
  }
}
