package org.kvas.runtime.interpret;

import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.decode.Instruction;

/** Instructions of the integer families: every opcode, with random prefixes and operands. */
final class IntegerForms {
  private static final String[] ESCAPES = {
    "", "0f", "0f38", "0f3a", "0fae", "0f1e", "c4e2", "c4e3", "c4c2", "c5f8", "c5fb"
  };
  private static final int[] PREFIXES = {0x66, 0x67, 0xf0, 0xf2, 0xf3, 0x2e, 0x64};
  private static final int ROUNDS = 20;
  private static final int LONGEST = 15;

  private final Decoder decoder = new Decoder(EnumSet.allOf(Feature.class));
  private final Random random = new Random(1);
  private final int codeBits;

  IntegerForms(int codeBits) {
    this.codeBits = codeBits;
  }

  void forEach(Consumer<Instruction> action) {
    for (String escape : ESCAPES) {
      byte[] bytes = HexFormat.of().parseHex(escape);
      for (int round = 0; round < ROUNDS << bytes.length; round++) {
        for (int opcode = 0; opcode < 256; opcode++) {
          Instruction instruction = decode(bytes, opcode);
          if (IntegerOperations.FAMILIES.contains(instruction.family())) {
            action.accept(instruction);
          }
        }
      }
    }
  }

  private Instruction decode(byte[] escape, int opcode) {
    byte[] code = new byte[2 * LONGEST];
    random.nextBytes(code);
    int at = escape.length > 0 && (escape[0] & 0xfe) == 0xc4 ? 0 : prefixes(code);
    System.arraycopy(escape, 0, code, at, escape.length);
    at += escape.length;
    if (escape.length > 1 && (escape[0] & 0xff) == 0xc4) {
      at++; // W, vvvv, L and pp at random
    }
    code[at] = (byte) opcode;
    return decoder.decode(code, 0, code.length, codeBits);
  }

  private int prefixes(byte[] code) {
    int at = 0;
    while (random.nextInt(3) == 0 && at < 4) {
      code[at++] = (byte) PREFIXES[random.nextInt(PREFIXES.length)];
    }
    if (codeBits == 64 && random.nextBoolean()) {
      code[at++] = (byte) (0x40 | random.nextInt(16));
    }
    return at;
  }
}
