package org.kvas.translator.x86.decode;

import java.util.ArrayList;
import java.util.List;

/**
 * The parts that the operands of a VEX-encoded instruction play.
 *
 * @param first what the SSE form would find in its destination: the second of three operands, else
 *     the destination
 * @param source the last operand that is not a control byte or a mask
 * @param sse the instruction with the operands of its SSE form, which would write to {@code first}
 */
public record VexOperands(Operand first, Operand source, Instruction sse) {
  public static VexOperands of(Instruction instruction) {
    List<Operand> operands = instruction.operands();
    boolean three = operands.size() > 2 && !(operands.get(2) instanceof Operand.Immediate);
    if (!three && !isImmediateShift(instruction)) {
      return new VexOperands(operands.get(0), operands.get(1), instruction);
    }
    List<Operand> two = new ArrayList<>(operands);
    two.removeFirst();
    return new VexOperands(operands.get(1), operands.get(2), with(instruction, two));
  }

  /** Its second operand is what is shifted, the immediate takes the place of a source. */
  private static boolean isImmediateShift(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case PSLLW, PSLLD, PSLLQ, PSLLDQ, PSRLW, PSRLD, PSRLQ, PSRLDQ, PSRAW, PSRAD ->
          instruction.operand(2) instanceof Operand.Immediate;
      default -> false;
    };
  }

  private static Instruction with(Instruction instruction, List<Operand> operands) {
    return new Instruction(
        instruction.mnemonic(),
        instruction.length(),
        instruction.codeBits(),
        instruction.operandSize(),
        instruction.addressSize(),
        instruction.prefixes(),
        instruction.condition(),
        List.copyOf(operands));
  }

  /** The SSE form for the high lane of instructions whose control byte has bits for each lane. */
  public Instruction sseOfHighLane() {
    int bits =
        switch (sse.mnemonic()) {
          case SHUFPD, BLENDPD, VPERMILPD -> 2;
          case MPSADBW -> 3;
          case BLENDPS -> 4;
          default -> 0;
        };
    if (bits == 0 || !(sse.operands().getLast() instanceof Operand.Immediate immediate)) {
      return sse;
    }
    List<Operand> operands = new ArrayList<>(sse.operands());
    long control = immediate.value() & 0xff;
    operands.set(operands.size() - 1, new Operand.Immediate(control >>> bits, 1));
    return with(sse, operands);
  }

  /** Whether the instruction works on YMM registers. */
  public static boolean isWide(Instruction instruction) {
    return instruction.operands().stream().anyMatch(operand -> operand.size() == 32);
  }
}
