package org.kvas.translator.x86.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertAll;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvas.translator.x86.decode.Operand.Gpr;
import org.kvas.translator.x86.decode.Operand.Immediate;
import org.kvas.translator.x86.decode.Operand.Memory;

/**
 * Everything in the decoder's vectors encodes to bytes that decode to the same and are no longer.
 */
class EncoderTest {
  private static final int TEXT_COLUMN = 33;
  private static final int REPEATS =
      Instruction.PREFIX_LOCK | Instruction.PREFIX_REP | Instruction.PREFIX_REPNE;

  private final Decoder decoder = new Decoder(EnumSet.allOf(Feature.class));

  @ParameterizedTest
  @CsvSource({"16, code16", "32, code32", "64, code64", "32, vex32", "64, vex64"})
  void invertsTheDecoder(int codeBits, String rowsFile) throws IOException {
    Encoder encoder = new Encoder(codeBits);
    try (InputStream rows = getClass().getResourceAsStream(rowsFile + ".txt")) {
      String text = new String(rows.readAllBytes(), StandardCharsets.UTF_8);
      assertAll(
          text.lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> row(line, encoder, codeBits)));
    }
  }

  private Executable row(String line, Encoder encoder, int codeBits) {
    byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(line.substring(0, TEXT_COLUMN).strip());
    return () -> {
      Instruction given = decoder.decode(bytes, 0, bytes.length, codeBits);
      byte[] encoded = encoder.encode(given);
      assertThat(encoded.length).as(line).isLessThanOrEqualTo(bytes.length);
      Instruction again = decoder.decode(encoded, 0, encoded.length, codeBits);
      assertThat(again.mnemonic()).as(line).isEqualTo(given.mnemonic());
      assertThat(again.operands()).as(line).isEqualTo(given.operands());
      assertThat(again.operandSize()).as(line).isEqualTo(given.operandSize());
      assertThat(again.prefixes() & REPEATS).as(line).isEqualTo(given.prefixes() & REPEATS);
    };
  }

  @Test
  void sizesMustBeClear() {
    Operand unsized = new Memory(3, 3, Operand.NO_REGISTER, 0, 0, 8, 0);
    Encoder encoder = new Encoder(64);
    assertThat(encoder.encode(request(Mnemonic.ADD, unsized, new Gpr(0, 2, false))))
        .containsExactly(0x66, 0x01, 0x03);
    assertThatThrownBy(() -> encoder.encode(request(Mnemonic.ADD, unsized, new Immediate(1, 0))))
        .isInstanceOf(EncodingException.class);
  }

  @Test
  void impossibleCombinations() {
    Encoder encoder = new Encoder(64);
    Operand ah = new Gpr(0, 1, true);
    Operand sil = new Gpr(6, 1, false);
    assertThatThrownBy(() -> encoder.encode(request(Mnemonic.MOV, ah, sil)))
        .isInstanceOf(EncodingException.class);
    assertThatThrownBy(() -> encoder.encode(request(Mnemonic.PUSH, new Gpr(0, 4, false))))
        .isInstanceOf(EncodingException.class);
    assertThatThrownBy(() -> new Encoder(32).encode(request(Mnemonic.PUSH, new Gpr(9, 4, false))))
        .isInstanceOf(EncodingException.class);
  }

  private static Encoder.Request request(Mnemonic mnemonic, Operand... operands) {
    return new Encoder.Request(mnemonic, 0, 0, 0, 0, List.of(operands), false);
  }
}
