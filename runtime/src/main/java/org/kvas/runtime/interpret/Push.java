package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;

/** PUSH of a general register, an immediate or memory. */
final class Push extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final int FIRST = SHAPE.first();
  private static final int ADDRESSING = SHAPE.addressing();
  private static final int BYTES = SHAPE.operandSize();
  private static final int MODE = SHAPE.mode();

  Push(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new Push(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    Stack.push(
        cpu,
        MODE,
        BYTES,
        OperandKind.isImmediate(FIRST) ? immediate : readFirst(cpu, FIRST, ADDRESSING));
  }
}
