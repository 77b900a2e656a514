package org.kvas.conformance.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lengths, mnemonics and what is undefined are those of other disassemblers, in the three code
 * sizes; each difference has its reason in {@link CommonExplanations} or {@link
 * ObjdumpExplanations}. The figures go to standard output.
 */
class DecoderProofTest {
  private static final int SHORT = 20_000;
  private static final int LONG = 10_000_000;

  /** All there is of 16-bit code is less. */
  private static final int LONG_OF_16_BITS = 250_000;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {16, 32, 64})
  void objdumpOnFewRandomBytes(int codeBits) throws IOException {
    var objdump = new DeadPrefixes(new ObjdumpDisassembler(folder));
    var comparison = new DecoderComparison(objdump, ObjdumpExplanations.ALL, codeBits);
    comparison.compare(new RandomWindows(SHORT, codeBits, 1));
    assertThat(comparison.unexplained()).isEmpty();
    assertThat(comparison.count()).isEqualTo(SHORT);
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({
    "iced, 16",
    "iced, 32",
    "iced, 64",
    "zydis, 16",
    "zydis, 32",
    "zydis, 64",
    "binutils, 16",
    "binutils, 32",
    "binutils, 64"
  })
  void randomBytes(String disassembler, int codeBits) throws IOException {
    long seed = Long.getLong("kvas.seed", 2);
    var windows = new RandomWindows(LONG, codeBits, seed);
    assertThat(prove(disassembler, codeBits, "random bytes", windows)).isEqualTo(LONG);
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"iced", "zydis", "binutils"})
  void programsOf64Bits(String disassembler) throws IOException {
    var windows = new ProgramWindows(DebianPrograms.of64Bits(), 64);
    assertThat(prove(disassembler, 64, "programs", windows)).isGreaterThan(LONG);
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"iced", "zydis", "binutils"})
  void programsOf32Bits(String disassembler) throws IOException {
    var windows = new ProgramWindows(DebianPrograms.of32Bits(), 32);
    assertThat(prove(disassembler, 32, "programs", windows)).isGreaterThan(LONG);
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"iced", "zydis", "binutils"})
  void programsOf16Bits(String disassembler) throws IOException {
    var windows = new ProgramWindows(DebianPrograms.of16Bits(), 16);
    assertThat(prove(disassembler, 16, "programs", windows)).isGreaterThan(LONG_OF_16_BITS);
  }

  /** Since there is so little code of 16 bits: other code, read as such. */
  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"iced", "zydis", "binutils"})
  void programsOf32BitsAsIfOf16(String disassembler) throws IOException {
    var windows = new ProgramWindows(DebianPrograms.of32Bits(), 16);
    assertThat(prove(disassembler, 16, "programs of 32 bits", windows)).isGreaterThan(LONG);
  }

  /**
   * @return how many instructions were compared
   */
  private long prove(String disassembler, int codeBits, String what, WindowSource windows)
      throws IOException {
    List<Explanation> explanations =
        disassembler.equals("binutils") ? ObjdumpExplanations.ALL : CommonExplanations.ALL;
    var reference = ReferenceProgram.of(disassembler, folder);
    var comparison = new DecoderComparison(reference, explanations, codeBits);
    comparison.compare(windows);
    System.out.printf(
        "%s, %d bits, %s: %d compared%n", disassembler, codeBits, what, comparison.count());
    comparison.explained().forEach((reason, found) -> System.out.println(reason + ": " + found));
    assertThat(comparison.unexplained()).isEmpty();
    return comparison.count();
  }
}
