package org.kvas.translator.x86.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvas.translator.x86.decode.Operand.ControlRegister;
import org.kvas.translator.x86.decode.Operand.FarPointer;
import org.kvas.translator.x86.decode.Operand.Gpr;
import org.kvas.translator.x86.decode.Operand.Immediate;
import org.kvas.translator.x86.decode.Operand.Memory;
import org.kvas.translator.x86.decode.Operand.SegmentRegister;
import org.kvas.translator.x86.decode.Operand.Vector;

/**
 * What instructions decode to where the disassembler's text does not show it. Encodings by SDM Vol.
 * 2.
 */
class DecoderTest {
  private static final int NONE = Operand.NO_REGISTER;
  private final Decoder decoder = new Decoder(EnumSet.allOf(Feature.class));

  private Instruction decode(int codeBits, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return decoder.decode(bytes, 0, bytes.length, codeBits);
  }

  @Test
  void registersAndSizes() {
    assertThat(decode(64, "48 01 d8").operands())
        .containsExactly(new Gpr(0, 8, false), new Gpr(3, 8, false));
    assertThat(decode(64, "88 e0").operands())
        .containsExactly(new Gpr(0, 1, false), new Gpr(0, 1, true));
    assertThat(decode(64, "40 88 e0").operands())
        .containsExactly(new Gpr(0, 1, false), new Gpr(4, 1, false));
    assertThat(decode(64, "88 e0").operandSize()).isEqualTo(1);
    assertThat(decode(64, "66 0f b6 c0").operandSize()).isEqualTo(2);
  }

  @Test
  void memoryOperands() {
    assertThat(decode(16, "8b 02").operand(1)).isEqualTo(new Memory(2, 5, 6, 0, 0, 2, 2));
    assertThat(decode(16, "8b 06 34 92").operand(1))
        .isEqualTo(new Memory(3, NONE, NONE, 0, (short) 0x9234, 2, 2));
    assertThat(decode(16, "67 66 8b 44 8d fc").operand(1))
        .isEqualTo(new Memory(2, 5, 1, 2, -4, 4, 4));
    assertThat(decode(32, "8b 04 25 78 56 34 12").operand(1))
        .isEqualTo(new Memory(3, NONE, NONE, 0, 0x12345678, 4, 4));
    assertThat(decode(32, "65 8b 45 00").operand(1)).isEqualTo(new Memory(5, 5, NONE, 0, 0, 4, 4));
    assertThat(decode(64, "8b 05 fc ff ff ff").operand(1))
        .isEqualTo(new Memory(3, Operand.RIP, NONE, 0, -4, 8, 4));
    assertThat(decode(64, "4a 8b 04 e4").operand(1)).isEqualTo(new Memory(2, 4, 12, 3, 0, 8, 8));
    assertThat(decode(64, "49 8b 04 24").operand(1)).isEqualTo(new Memory(3, 12, NONE, 0, 0, 8, 8));
    assertThat(decode(64, "48 a1 88 77 66 55 44 33 22 11").operand(1))
        .isEqualTo(new Memory(3, NONE, NONE, 0, 0x1122334455667788L, 8, 8));
    assertThat(decode(64, "48 8d 00").operand(1).size()).isZero();
    assertThat(decode(64, "ff 18").operand(0).size()).isEqualTo(6);
    assertThat(decode(64, "0f 01 10").operand(0).size()).isEqualTo(10);
    assertThat(decode(32, "0f 01 10").operand(0).size()).isEqualTo(6);
    assertThat(decode(64, "f3 0f 58 00").operands())
        .contains(new Vector(0, 4))
        .last()
        .extracting(Operand::size)
        .isEqualTo(4);
  }

  @Test
  void onlyFsAndGsOverrideIn64BitMode() {
    assertThat(decode(64, "2e 8b 00").segment(3)).isEqualTo(3);
    assertThat(((Memory) decode(64, "64 36 8b 00").operand(1)).segment()).isEqualTo(4);
    assertThat(((Memory) decode(32, "64 36 8b 00").operand(1)).segment()).isEqualTo(2);
    assertThat(decode(32, "2e a4").segment(3)).isEqualTo(1);
  }

  @Test
  void immediates() {
    assertThat(decode(32, "83 c0 ff").operand(1)).isEqualTo(new Immediate(-1, 4));
    assertThat(decode(32, "c1 e0 ff").operand(1)).isEqualTo(new Immediate(255, 1));
    assertThat(decode(64, "48 c7 c0 00 00 00 80").operand(1))
        .isEqualTo(new Immediate(Integer.MIN_VALUE, 8));
    assertThat(decode(64, "48 b8 00 00 00 80 00 00 00 00").operand(1))
        .isEqualTo(new Immediate(0x80000000L, 8));
    assertThat(decode(64, "68 00 00 00 80").operand(0))
        .isEqualTo(new Immediate(Integer.MIN_VALUE, 8));
    assertThat(decode(16, "c8 ff ff 01").operands())
        .containsExactly(new Immediate(0xffff, 2), new Immediate(1, 1));
    assertThat(decode(32, "9a 78 56 34 92 10 80").operand(0))
        .isEqualTo(new FarPointer(0x8010, 0x92345678L, 4));
  }

  @Test
  void portsShiftsAndSegments() {
    assertThat(decode(64, "48 ed").operands())
        .containsExactly(new Gpr(0, 4, false), new Gpr(2, 2, false));
    assertThat(decode(64, "48 ed").operandSize()).isEqualTo(4);
    assertThat(decode(32, "ee").operandSize()).isEqualTo(1);
    assertThat(decode(32, "d3 e0").operand(1)).isEqualTo(new Gpr(1, 1, false));
    assertThat(decode(64, "48 8c d8").operands())
        .containsExactly(new Gpr(0, 8, false), new SegmentRegister(3));
    assertThat(decode(64, "48 8c 18").operand(0).size()).isEqualTo(2);
    assertThat(decode(32, "66 6d"))
        .extracting(Instruction::operandSize, Instruction::operands)
        .containsExactly(2, List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "50",
        "66 e8 00 00 00 00",
        "ff d0",
        "ff 30",
        "c3",
        "0f a8",
        "9c",
        "c9",
        "0f 20 c0",
        "66 0f 21 c0"
      })
  void operandSizeIs64ByDefault(String hex) {
    assertThat(decode(64, hex))
        .extracting(Instruction::length, Instruction::operandSize)
        .containsExactly((hex.length() + 1) / 3, 8);
  }

  @Test
  void controlRegistersAre32Or64Bits() {
    assertThat(decode(16, "66 0f 20 c0").operands())
        .containsExactly(new Gpr(0, 4, false), new ControlRegister(0, 4));
    assertThat(decode(16, "0f 23 f8").operandSize()).isEqualTo(4);
    assertThat(decode(64, "66 0f 22 d8").operandSize()).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"66 50", "66 6a 01", "66 68 01 00", "66 9c", "66 0f a0"})
  void pushesOf16BitsIn64BitMode(String hex) {
    assertThat(decode(64, hex))
        .extracting(Instruction::length, Instruction::operandSize)
        .containsExactly((hex.length() + 1) / 3, 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "06",
        "07",
        "0e",
        "16",
        "17",
        "1e",
        "1f",
        "27",
        "2f",
        "37",
        "3f",
        "60",
        "61",
        "62 00",
        "82 c0 00",
        "9a",
        "ce",
        "d4 0a",
        "d5 0a",
        "d6",
        "ea",
        "8e c8",
        "8c f0",
        "0f 20 c8",
        "8d c0",
        "f0 01 c0",
        "f0 8b 00",
        "f0 90",
        "f0 3b 00",
        "0f b8 c0",
        "ff ff",
        "c6 c8 00",
        "f3 0f fc c0",
        "0f 6c c0",
        "44 0f 21 c0",
        "0f 3a 08 c0 00",
        "0f c7 c8",
        "0f 04",
        "0f a6",
        "0f 01 c0"
      })
  void undefinedIn64BitMode(String hex) {
    assertThat(decode(64, hex).mnemonic()).isEqualTo(Mnemonic.INVALID);
    assertThat(decode(64, hex)).isNotSameAs(Decoder.TRUNCATED);
  }

  @Test
  void lockWantsAMemoryDestination() {
    assertThat(decode(64, "f0 48 0f c1 00").has(Instruction.PREFIX_LOCK)).isTrue();
    assertThat(decode(64, "f0 0f c7 08").mnemonic()).isEqualTo(Mnemonic.CMPXCHG8B);
    assertThat(decode(64, "f0 48 0f c7 08").mnemonic()).isEqualTo(Mnemonic.CMPXCHG16B);
    assertThat(decode(64, "f0 0f a3 00").mnemonic()).isEqualTo(Mnemonic.INVALID);
  }

  @Test
  void mandatoryPrefixesAreNotReported() {
    assertThat(decode(64, "f3 0f 10 c1").prefixes()).isZero();
    assertThat(decode(64, "66 f2 0f 10 c1").mnemonic()).isEqualTo(Mnemonic.MOVSD_SSE);
    assertThat(decode(64, "f3 a4").has(Instruction.PREFIX_REP)).isTrue();
    assertThat(decode(64, "f3 f2 a6").prefixes()).isEqualTo(Instruction.PREFIX_REPNE);
  }

  @Test
  void rexCountsOnlyBeforeTheOpcode() {
    assertThat(decode(64, "48 66 89 c8").operandSize()).isEqualTo(2);
    assertThat(decode(64, "66 48 89 c8").operandSize()).isEqualTo(8);
    assertThat(decode(32, "48").mnemonic()).isEqualTo(Mnemonic.DEC);
  }

  @Test
  void opcode90() {
    assertThat(decode(64, "90").mnemonic()).isEqualTo(Mnemonic.NOP);
    assertThat(decode(64, "48 90").mnemonic()).isEqualTo(Mnemonic.NOP);
    assertThat(decode(64, "f3 90").mnemonic()).isEqualTo(Mnemonic.PAUSE);
    assertThat(decode(64, "f3 41 90").mnemonic()).isEqualTo(Mnemonic.PAUSE);
    assertThat(decode(64, "49 90").operands())
        .containsExactly(new Gpr(8, 8, false), new Gpr(0, 8, false));
  }

  @Test
  void truncatedAndTooLong() {
    assertThat(decode(64, "48 b8 00 00")).isSameAs(Decoder.TRUNCATED);
    assertThat(decode(64, "66")).isSameAs(Decoder.TRUNCATED);
    assertThat(decode(64, "0f")).isSameAs(Decoder.TRUNCATED);
    assertThat(decode(64, "66".repeat(14) + "90").length()).isEqualTo(15);
    assertThat(decode(64, "66".repeat(15) + "90")).isSameAs(Decoder.TOO_LONG);
    assertThat(decode(64, "66".repeat(14) + "f7 c0 00 00")).isSameAs(Decoder.TOO_LONG);
  }

  @Test
  void absentFeaturesAreUndefined() {
    Decoder bare = new Decoder(Set.of(Feature.MMX));
    byte[] paddbXmm = {0x66, 0x0f, (byte) 0xfc, (byte) 0xc1};
    assertThat(bare.decode(paddbXmm, 0, 4, 32).mnemonic()).isEqualTo(Mnemonic.INVALID);
    assertThat(bare.decode(paddbXmm, 1, 4, 32).mnemonic()).isEqualTo(Mnemonic.PADDB);
    byte[] tzcnt = {(byte) 0xf3, 0x0f, (byte) 0xbc, (byte) 0xc1};
    assertThat(bare.decode(tzcnt, 0, 4, 32).mnemonic()).isEqualTo(Mnemonic.BSF);
    assertThat(decoder.decode(tzcnt, 0, 4, 32).mnemonic()).isEqualTo(Mnemonic.TZCNT);
  }

  /** SDM Vol. 2A, 2.3.2 to 2.3.12. */
  @Test
  void vexPrefixes() {
    assertThat(decode(64, "c5 f4 58 c2").operands())
        .containsExactly(new Vector(0, 32), new Vector(1, 32), new Vector(2, 32));
    assertThat(decode(64, "c5 f4 58 c2").family()).isEqualTo(Family.AVX);
    assertThat(decode(32, "c5 f0 58 c2").has(Instruction.PREFIX_VEX)).isTrue();
    assertThat(decode(32, "c5 30").mnemonic()).isEqualTo(Mnemonic.LDS);
    assertThat(decode(16, "c4 30").mnemonic()).isEqualTo(Mnemonic.LES);
    for (String prefix : List.of("66", "f0", "f2", "f3", "48")) {
      assertThat(decode(64, prefix + "c5 f4 58 c2").mnemonic()).isEqualTo(Mnemonic.INVALID);
    }
    assertThat(decode(64, "64 c5 f4 58 00").operand(2)).isInstanceOf(Memory.class);
  }

  /** Register numbers above 7 do not come about outside 64-bit mode. */
  @Test
  void vexRegistersIn32BitCode() {
    assertThat(decode(32, "c4 c1 30 58 c2").operands())
        .containsExactly(new Vector(0, 16), new Vector(1, 16), new Vector(2, 16));
    assertThat(decode(32, "c4 e3 71 4a c2 f0").operand(3)).isEqualTo(new Vector(7, 16));
    assertThat(decode(64, "c4 e3 71 4a c2 f0").operand(3)).isEqualTo(new Vector(15, 16));
    assertThat(decode(32, "c4 e2 f0 f2 c2").operandSize()).isEqualTo(4);
    assertThat(decode(64, "c4 e2 f0 f2 c2").operandSize()).isEqualTo(8);
  }

  @Test
  void vexFieldsThatMustBeAsTheManualSays() {
    assertThat(decode(64, "c5 f0 28 c2").mnemonic()).as("vvvv").isEqualTo(Mnemonic.INVALID);
    assertThat(decode(32, "c4 e1 38 28 c2").mnemonic()).as("vvvv").isEqualTo(Mnemonic.INVALID);
    assertThat(decode(64, "c5 fd 6e c2").mnemonic()).as("L").isEqualTo(Mnemonic.INVALID);
    assertThat(decode(64, "c4 e2 fd 36 c2").mnemonic()).as("W").isEqualTo(Mnemonic.INVALID);
    assertThat(decode(64, "c4 e4 70 58 c2").mnemonic()).as("map").isEqualTo(Mnemonic.INVALID);
  }

  /** SDM Vol. 2C, VPGATHERDD: the three registers must differ. */
  @Test
  void gathers() {
    assertThat(decode(64, "c4 e2 71 90 04 90").operand(1))
        .isEqualTo(new Operand.Vsib(3, 0, 2, 16, 2, 0, 8, 4));
    assertThat(decode(64, "c4 e2 69 90 04 90").mnemonic()).isEqualTo(Mnemonic.INVALID);
    assertThat(decode(64, "c4 e2 71 90 0c 90").mnemonic()).isEqualTo(Mnemonic.INVALID);
    assertThat(decode(64, "c4 e2 71 90 00").mnemonic()).isEqualTo(Mnemonic.INVALID);
    assertThat(decode(64, "c4 e2 71 90 c0").mnemonic()).isEqualTo(Mnemonic.INVALID);
  }
}
