package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;

/** MOVBE. */
final class MoveBigEndian extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final int FIRST = SHAPE.first();
  private static final int SECOND = SHAPE.second();
  private static final int ADDRESSING = SHAPE.addressing();
  private static final int UNUSED_BITS = 64 - OperandKind.size(FIRST) * 8;

  MoveBigEndian(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new MoveBigEndian(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long value = readSecond(cpu, SECOND, ADDRESSING);
    writeFirst(cpu, FIRST, ADDRESSING, Long.reverseBytes(value) >> UNUSED_BITS);
  }
}
