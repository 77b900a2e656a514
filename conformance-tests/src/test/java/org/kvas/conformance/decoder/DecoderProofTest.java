package org.kvas.conformance.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lengths and mnemonics are those of other disassemblers, in the three code sizes: of random bytes,
 * and of whole files, whatever they hold besides code.
 */
class DecoderProofTest {
  private static final int[] CODE_SIZES = {16, 32, 64};
  private static final int SHORT = 60_000;
  private static final int LONG = 8_000_000;
  private static final long INSTRUCTIONS = 10_000_000;

  @TempDir Path folder;

  @Test
  void objdumpOnRandomBytes() throws IOException {
    DecoderComparison comparison = new DecoderComparison(ExplainedDifferences.OF_OBJDUMP);
    compare(comparison, new ObjdumpDisassembler(), random(SHORT, 1));
    assertThat(comparison.unexplained()).isEmpty();
    assertThat(comparison.count()).isGreaterThan(SHORT / 2);
  }

  @Test
  @Tag("long")
  void icedOnTenMillionInstructions() throws IOException {
    DecoderComparison comparison = new DecoderComparison(ExplainedDifferences.OF_ICED);
    prove(comparison, new IcedDisassembler(Files.createDirectory(folder.resolve("iced"))));
  }

  @Test
  @Tag("long")
  void objdumpOnTenMillionInstructions() throws IOException {
    prove(new DecoderComparison(ExplainedDifferences.OF_OBJDUMP), new ObjdumpDisassembler());
  }

  private void prove(DecoderComparison comparison, ReferenceDisassembler reference)
      throws IOException {
    compare(comparison, reference, random(LONG, Long.getLong("kvas.seed", 2)));
    try (Stream<Path> programs =
        Stream.of("/lib/x86_64-linux-gnu/libc.so.6", "/usr/bin/bash").map(Path::of)) {
      for (Path program : programs.toList()) {
        compare(comparison, reference, program);
      }
    }
    assertThat(comparison.unexplained()).isEmpty();
    assertThat(comparison.count()).isGreaterThan(INSTRUCTIONS);
  }

  private static void compare(
      DecoderComparison comparison, ReferenceDisassembler reference, Path file) throws IOException {
    for (int codeBits : CODE_SIZES) {
      comparison.compare(reference, file, codeBits);
    }
  }

  private Path random(int length, long seed) throws IOException {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return Files.write(folder.resolve("random"), bytes);
  }
}
