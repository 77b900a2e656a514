package org.kvas.translator.x86.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The opcode maps by their escapes. Built once; hold no state. */
final class OpcodeMaps {
  static final OpcodeMap ONE_BYTE =
      map(
          rows -> {
            new OneByteOpcodes(rows);
            new OneByteGroups(rows);
            new X87Opcodes(rows);
          });

  /** Escape 0F. */
  static final OpcodeMap TWO_BYTE =
      map(
          rows -> {
            new TwoByteOpcodes(rows);
            new TwoByteGroups(rows);
            new TwoByteFloatOpcodes(rows);
            new TwoByteIntegerOpcodes(rows);
          },
          0x0f);

  /** Escape 0F 38. */
  static final OpcodeMap THREE_BYTE_38 = map(ThreeByteOpcodes38::new, 0x0f, 0x38);

  /** Escape 0F 3A. */
  static final OpcodeMap THREE_BYTE_3A = map(ThreeByteOpcodes3A::new, 0x0f, 0x3a);

  static final Opcode BSF = row(TWO_BYTE, Mnemonic.BSF);
  static final Opcode BSR = row(TWO_BYTE, Mnemonic.BSR);

  /** In the order in which encodings are preferred. */
  static final List<OpcodeMap> ALL = List.of(ONE_BYTE, TWO_BYTE, THREE_BYTE_38, THREE_BYTE_3A);

  private OpcodeMaps() {}

  private static Opcode row(OpcodeMap map, Mnemonic mnemonic) {
    return map.rows().stream().filter(row -> row.mnemonic == mnemonic).findFirst().orElseThrow();
  }

  private static OpcodeMap map(Consumer<List<Opcode>> tables, int... escape) {
    List<Opcode> rows = new ArrayList<>();
    tables.accept(rows);
    byte[] bytes = new byte[escape.length];
    for (int i = 0; i < escape.length; i++) {
      bytes[i] = (byte) escape[i];
    }
    return new OpcodeMap(rows, bytes);
  }
}
