package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.semantics.MultiplyDivide;

/** MULX: where both destinations are the same register, it gets the high half. */
final class MultiplyWithoutFlags extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final int FIRST = SHAPE.first();
  private static final int SECOND = SHAPE.second();
  private static final int THIRD = SHAPE.third();
  private static final int ADDRESSING = SHAPE.addressing();
  private static final int BYTES = OperandKind.size(FIRST);

  MultiplyWithoutFlags(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new MultiplyWithoutFlags(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long a = register(cpu, FIRST, VcpuState.RDX);
    long b = readThird(cpu, THIRD, ADDRESSING);
    setRegister(cpu, SECOND, second, a * b);
    setRegister(cpu, FIRST, first, MultiplyDivide.unsignedHigh(BYTES, a, b));
  }
}
