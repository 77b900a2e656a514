package org.kvas.runtime.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kvas.runtime.oracle.Encoding.Form;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * Every encoding that a decoder knows in one code size, by shape: found by asking it about all
 * opcodes of all maps with all mandatory prefixes, REX.W and ModRM bytes.
 */
final class EncodingSpace {
  private static final int[][] ESCAPES = {{}, {0x0f}, {0x0f, 0x38}, {0x0f, 0x3a}};
  private static final int[][] PREFIXES = {{}, {0x66}, {0xf2}, {0xf3}, {0x66, 0xf2}, {0x66, 0xf3}};

  /** Bits 7 to 5 of VEX's second byte: R, X, B, inverted. */
  static final int NO_EXTENSION = 0xe0;

  /** VEX.vvvv, inverted: no register. */
  static final int NO_REGISTER = 0x78;

  private static final int VEX_MAPS = 3;
  private static final int LONGEST = 32;

  private final Decoder decoder;
  private final int codeBits;
  private final Map<Shape, List<Encoding>> shapes = new LinkedHashMap<>();

  EncodingSpace(Decoder decoder, int codeBits) {
    this.decoder = decoder;
    this.codeBits = codeBits;
    for (int[] escape : ESCAPES) {
      for (int[] prefixes : PREFIXES) {
        legacy(escape, prefixes, false);
        if (codeBits == 64) {
          legacy(escape, prefixes, true);
        }
      }
    }
    for (int map = 1; map <= VEX_MAPS; map++) {
      for (int low = 0; low < 8; low++) {
        vex(NO_EXTENSION | map, low);
        vex(NO_EXTENSION | map, 0x80 | low);
      }
    }
  }

  Map<Shape, List<Encoding>> shapes() {
    return shapes;
  }

  private void legacy(int[] escape, int[] prefixes, boolean wide) {
    for (int opcode = 0; opcode < 256; opcode++) {
      if (escape.length == 0 && isPrefix(opcode)) {
        continue;
      }
      int[] all = Arrays.copyOf(escape, escape.length + 1);
      all[escape.length] = opcode;
      find(prefixes, wide, 0, all);
    }
  }

  private boolean isPrefix(int opcode) {
    return switch (opcode) {
      case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3 -> true;
      case 0x62, 0xc4, 0xc5 -> codeBits == 64;
      default -> codeBits == 64 && opcode >> 4 == 4;
    };
  }

  private void vex(int second, int third) {
    for (int opcode = 0; opcode < 256; opcode++) {
      find(new int[0], false, second << 8 | third | NO_REGISTER, new int[] {opcode});
    }
  }

  private void find(int[] prefixes, boolean wide, int vex, int[] opcode) {
    Encoding plain = new Encoding(prefixes, wide, vex, opcode, Form.PLAIN, 0, 0);
    Instruction direct = decode(plain, 0);
    boolean modrm =
        direct.length() != decode(plain, 0x80).length()
            || direct.mnemonic() == Mnemonic.INVALID
            || direct.length() != decode(plain, 0xc0).length();
    if (!modrm) {
      add(direct, plain);
      return;
    }
    for (int reg = 0; reg < 8; reg++) {
      add(decode(plain, reg << 3), new Encoding(prefixes, wide, vex, opcode, Form.MEMORY, reg, 0));
      for (int rm = 0; rm < 8; rm++) {
        add(
            decode(plain, 0xc0 | reg << 3 | rm),
            new Encoding(prefixes, wide, vex, opcode, Form.REGISTER, reg, rm));
      }
    }
  }

  private Instruction decode(Encoding encoding, int modrm) {
    byte[] code = new byte[LONGEST];
    int at = EncodedInstruction.putOpcode(code, encoding, encoding.wide() ? 0x48 : 0);
    code[at] = (byte) modrm;
    return decoder.decode(code, 0, code.length, codeBits);
  }

  private void add(Instruction instruction, Encoding encoding) {
    if (instruction.mnemonic() != Mnemonic.INVALID) {
      shapes.computeIfAbsent(Shape.of(instruction), _ -> new ArrayList<>()).add(encoding);
    }
  }
}
