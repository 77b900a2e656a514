package org.kvas.runtime.interpret;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import org.kvas.translator.state.Operation;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.decode.Instruction;

/** Decodes and executes single instructions given as hexadecimal bytes. */
final class Guest {
  private static final Decoder DECODER = new Decoder(EnumSet.allOf(Feature.class));
  private static final Operations OPERATIONS = new Operations(families());

  private Guest() {}

  private static Map<Family, OperationFamily> families() {
    Map<Family, OperationFamily> families = new EnumMap<>(Family.class);
    IntegerOperations integer = new IntegerOperations();
    IntegerOperations.FAMILIES.forEach(family -> families.put(family, integer));
    return families;
  }

  static Operation operation(String hex, int codeBits, int mode, int offset) {
    return OPERATIONS.create(instruction(hex, codeBits), mode, offset);
  }

  static Instruction instruction(String hex, int codeBits) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    Instruction instruction = DECODER.decode(bytes, 0, bytes.length, codeBits);
    if (instruction.length() != bytes.length) {
      throw new IllegalArgumentException(hex + " is not one instruction");
    }
    return instruction;
  }
}
