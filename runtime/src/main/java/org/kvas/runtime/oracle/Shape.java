package org.kvas.runtime.oracle;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/** Instructions that differ in registers, addresses, constants and conditions only. */
record Shape(Mnemonic mnemonic, String operands, int operandSize) {
  static Shape of(Instruction instruction) {
    String operands =
        instruction.operands().stream().map(Shape::kind).collect(Collectors.joining(", "));
    return new Shape(instruction.mnemonic(), operands, instruction.operandSize());
  }

  private static String kind(Operand operand) {
    String name = operand.getClass().getSimpleName();
    return operand instanceof Operand.Gpr gpr && gpr.high() ? "Gpr8" : name + operand.size() * 8;
  }

  /** What the summary counts it under. */
  String extension() {
    @Nullable Feature feature = mnemonic.feature();
    return feature != null ? feature.name() : mnemonic.family().name();
  }

  @Override
  public String toString() {
    return mnemonic + (operands.isEmpty() ? "" : " " + operands) + " /" + operandSize * 8;
  }
}
