package org.kvas.translator.x86.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Decoder and disassembler together against objdump's reading of the same bytes. */
class DisassemblerTest {
  private static final int TEXT_COLUMN = 33;

  private final Decoder decoder = new Decoder(EnumSet.allOf(Feature.class));
  private final Disassembler disassembler = new Disassembler();

  @ParameterizedTest
  @CsvSource({"16, code16", "32, code32", "64, code64", "32, vex32", "64, vex64"})
  void readsAsObjdumpReads(int codeBits, String rowsFile) throws IOException {
    try (InputStream rows = getClass().getResourceAsStream(rowsFile + ".txt")) {
      String text = new String(rows.readAllBytes(), StandardCharsets.UTF_8);
      assertAll(
          text.lines().filter(line -> !line.startsWith("#")).map(line -> row(line, codeBits)));
    }
  }

  private Executable row(String line, int codeBits) {
    String hex = line.substring(0, TEXT_COLUMN).strip();
    byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
    return () -> {
      Instruction instruction = decoder.decode(bytes, 0, bytes.length, codeBits);
      assertThat(instruction.length()).as(line).isEqualTo(bytes.length);
      assertThat(text(instruction)).as(line).isEqualTo(line.substring(TEXT_COLUMN));
    };
  }

  /** Without alignment and comments. */
  private String text(Instruction instruction) {
    return disassembler
        .disassemble(instruction, 0x1000)
        .replaceAll(" +#.*", "")
        .replaceAll(" +", " ");
  }

  @Test
  void showsWhereRelativeOperandsLead() {
    assertThat(disassemble("48 8b 05 10 00 00 00"))
        .isEqualTo("mov    rax,QWORD PTR [rip+0x10]        # 0x401017");
    assertThat(disassemble("eb fe")).isEqualTo("jmp    0x401000");
  }

  @Test
  void undefinedIsBad() {
    assertThat(disassemble("06")).isEqualTo("(bad)");
  }

  private String disassemble(String hex) {
    byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
    return disassembler.disassemble(decoder.decode(bytes, 0, bytes.length, 64), 0x401000);
  }
}
