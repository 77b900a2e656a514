package org.kvas.conformance.engines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * Every opcode that the decoder's tables hold for one code size, VEX-encoded ones too, found by
 * asking it.
 */
final class Encodings {
  /** Behind an opcode. */
  enum Operands {
    NONE,
    MEMORY,
    REGISTER
  }

  /**
   * @param prefix 66, F2 or F3, or 0
   * @param bytes of the opcode; of a VEX-encoded one with C4h and the two bytes behind it, register
   *     bits and vvvv all ones
   * @param reg of ModRM
   * @param rm of ModRM for registers where it belongs to the opcode, else -1
   */
  record Encoding(int prefix, int[] bytes, Operands operands, int reg, int rm) {
    boolean isVex() {
      return bytes[0] == VEX && bytes.length == 4;
    }
  }

  /** First byte of the three-byte VEX prefix. */
  static final int VEX = 0xc4;

  /** The bits of registers that VEX holds inverted. */
  private static final int NO_HIGH_REGISTERS = 0xe0;

  private static final int NO_VVVV = 0x78;

  private static final int[][] MAPS = {{}, {0x0f}, {0x0f, 0x38}, {0x0f, 0x3a}};
  private static final int[] PREFIXES = {0, 0x66, 0xf2, 0xf3};

  private final Decoder decoder;
  private final int codeBits;
  private final Map<Family, Map<Mnemonic, List<Encoding>>> families = new EnumMap<>(Family.class);

  Encodings(Decoder decoder, int codeBits) {
    this.decoder = decoder;
    this.codeBits = codeBits;
    for (int[] map : MAPS) {
      for (int opcode = 0; opcode < 256; opcode++) {
        int[] bytes = Arrays.copyOf(map, map.length + 1);
        bytes[map.length] = opcode;
        for (int prefix : PREFIXES) {
          find(prefix, bytes);
        }
        for (int i = 0; i < 16 && map.length != 0; i++) {
          findVex(mapNumber(map), i, opcode);
        }
      }
    }
  }

  private static int mapNumber(int[] map) {
    return map.length == 1 ? 1 : map[1] == 0x38 ? 2 : 3;
  }

  /**
   * @param choice pp in bits 0 and 1, L in bit 2, W in bit 3
   */
  private void findVex(int map, int choice, int opcode) {
    int third = (choice & 8) << 4 | NO_VVVV | choice & 7;
    int[] bytes = {VEX, NO_HIGH_REGISTERS | map, third, opcode};
    for (int reg = 0; reg < 8; reg++) {
      Instruction memory = decode(0, bytes, reg << 3);
      // a memory operand that is a vector of addresses has a SIB byte
      Instruction gather = decode(0, bytes, reg << 3 | 4);
      Instruction register = decode(0, bytes, 0xc0 | reg << 3);
      add(
          memory.mnemonic() == Mnemonic.INVALID ? gather : memory,
          new Encoding(0, bytes, Operands.MEMORY, reg, -1));
      add(register, new Encoding(0, bytes, Operands.REGISTER, reg, -1));
    }
  }

  private void find(int prefix, int[] bytes) {
    Instruction plain = decode(prefix, bytes, 0);
    Instruction displaced = decode(prefix, bytes, 0x80);
    Instruction register = decode(prefix, bytes, 0xc0);
    boolean modrm =
        plain.length() != displaced.length()
            || plain.mnemonic() == Mnemonic.INVALID
            || register.length() != plain.length();
    if (!modrm) {
      add(plain, new Encoding(prefix, bytes, Operands.NONE, 0, -1));
      return;
    }
    for (int reg = 0; reg < 8; reg++) {
      add(decode(prefix, bytes, reg << 3), new Encoding(prefix, bytes, Operands.MEMORY, reg, -1));
      for (int rm = 0; rm < 8; rm++) {
        add(
            decode(prefix, bytes, 0xc0 | reg << 3 | rm),
            new Encoding(prefix, bytes, Operands.REGISTER, reg, rm));
      }
    }
  }

  private Instruction decode(int prefix, int[] bytes, int modrm) {
    byte[] code = new byte[32];
    int at = 0;
    if (prefix != 0) {
      code[at++] = (byte) prefix;
    }
    for (int b : bytes) {
      code[at++] = (byte) b;
    }
    code[at] = (byte) modrm;
    return decoder.decode(code, 0, code.length, codeBits);
  }

  private void add(Instruction instruction, Encoding encoding) {
    Mnemonic mnemonic = instruction.mnemonic();
    if (mnemonic != Mnemonic.INVALID) {
      families
          .computeIfAbsent(instruction.family(), _ -> new EnumMap<>(Mnemonic.class))
          .computeIfAbsent(mnemonic, _ -> new ArrayList<>())
          .add(encoding);
    }
  }

  /** Encodings by mnemonic, of one family. */
  Map<Mnemonic, List<Encoding>> of(Family family) {
    return families.getOrDefault(family, Map.of());
  }
}
