package org.kvas.translator.translate;

import java.util.EnumMap;
import java.util.Map;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;

/** The lowering of each family; one without is left to the interpreter's operations. */
final class Lowerings {
  private static final Lowering NONE = (instruction, emitter, flow) -> false;

  private static final Map<Family, Lowering> BY_FAMILY = new EnumMap<>(Family.class);

  static {
    BY_FAMILY.put(Family.BINARY_ALU, new BinaryAluLowering());
    BY_FAMILY.put(Family.UNARY_ALU, new UnaryAluLowering());
    BY_FAMILY.put(Family.SHIFT, new ShiftLowering());
    BY_FAMILY.put(Family.DOUBLE_SHIFT, new ShiftLowering());
    BY_FAMILY.put(Family.MULTIPLY_DIVIDE, new MultiplyDivideLowering());
    BY_FAMILY.put(Family.BIT, new BitLowering());
    BY_FAMILY.put(Family.ATOMIC, new AtomicLowering());
    BY_FAMILY.put(Family.FLAG, new FlagLowering());
    BY_FAMILY.put(Family.MOVE, new MoveLowering());
    BY_FAMILY.put(Family.CONVERT, new ConvertLowering());
    BY_FAMILY.put(Family.CONDITIONAL, new ConditionalLowering());
    BY_FAMILY.put(Family.STACK, new StackLowering());
    BY_FAMILY.put(Family.BRANCH, new BranchLowering());
    BY_FAMILY.put(Family.SSE_MOVE, new SseMoveLowering());
    BY_FAMILY.put(Family.SSE_FLOAT, new SseFloatLowering());
    BY_FAMILY.put(Family.SSE_INTEGER, new PackedLowering());
    BY_FAMILY.put(Family.AVX, new AvxLowering());
    BY_FAMILY.put(Family.X87, new X87Lowering());
    BY_FAMILY.put(Family.HINT, new HintLowering());
  }

  private Lowerings() {}

  static Lowering of(Instruction instruction) {
    return BY_FAMILY.getOrDefault(instruction.family(), NONE);
  }
}
