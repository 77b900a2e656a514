package org.kvas.translator.x86.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The opcode maps by their escapes. Built once; hold no state. */
final class OpcodeMaps {
  static final OpcodeMap ONE_BYTE =
      map(
          false,
          rows -> {
            new OneByteOpcodes(rows);
            new OneByteGroups(rows);
            new X87Opcodes(rows);
          });

  /** Escape 0F. */
  static final OpcodeMap TWO_BYTE =
      map(
          false,
          rows -> {
            new TwoByteOpcodes(rows);
            new TwoByteGroups(rows);
            new TwoByteFloatOpcodes(rows);
            new TwoByteIntegerOpcodes(rows);
          },
          0x0f);

  /** Escape 0F 38. */
  static final OpcodeMap THREE_BYTE_38 = map(false, ThreeByteOpcodes38::new, 0x0f, 0x38);

  /** Escape 0F 3A. */
  static final OpcodeMap THREE_BYTE_3A = map(false, ThreeByteOpcodes3A::new, 0x0f, 0x3a);

  static final OpcodeMap VEX_0F =
      map(
          true,
          rows -> {
            new VexFloatOpcodes(rows);
            new VexIntegerOpcodes(rows);
          },
          0x0f);

  static final OpcodeMap VEX_0F38 =
      map(
          true,
          rows -> {
            new VexOpcodes38(rows);
            new VexGeneralOpcodes(rows);
            new FusedMultiplyAddOpcodes(rows);
          },
          0x0f,
          0x38);

  static final OpcodeMap VEX_0F3A = map(true, VexOpcodes3A::new, 0x0f, 0x3a);

  static final Opcode BSF = row(TWO_BYTE, Mnemonic.BSF);
  static final Opcode BSR = row(TWO_BYTE, Mnemonic.BSR);

  /** In the order in which encodings are preferred. */
  static final List<OpcodeMap> ALL =
      List.of(ONE_BYTE, TWO_BYTE, THREE_BYTE_38, THREE_BYTE_3A, VEX_0F, VEX_0F38, VEX_0F3A);

  private OpcodeMaps() {}

  /** By the number in the VEX prefix; null where that is undefined. */
  static @Nullable OpcodeMap vex(int number) {
    return switch (number) {
      case 1 -> VEX_0F;
      case 2 -> VEX_0F38;
      case 3 -> VEX_0F3A;
      default -> null;
    };
  }

  private static Opcode row(OpcodeMap map, Mnemonic mnemonic) {
    return map.rows().stream().filter(row -> row.mnemonic == mnemonic).findFirst().orElseThrow();
  }

  private static OpcodeMap map(boolean vex, Consumer<List<Opcode>> tables, int... escape) {
    List<Opcode> rows = new ArrayList<>();
    tables.accept(rows);
    byte[] bytes = new byte[escape.length];
    for (int i = 0; i < escape.length; i++) {
      bytes[i] = (byte) escape[i];
    }
    return new OpcodeMap(rows, vex, bytes);
  }
}
