package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/** MOV, MOVNTI, MOVZX, MOVSX, MOVSXD. */
final class Move extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final int FIRST = SHAPE.first();
  private static final int SECOND = SHAPE.second();
  private static final int ADDRESSING = SHAPE.addressing();
  private static final long ZERO_EXTENSION =
      SHAPE.mnemonic() == Mnemonic.MOVZX ? -1L >>> 64 - OperandKind.size(SECOND) * 8 : -1L;

  Move(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new Move(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    writeFirst(cpu, FIRST, ADDRESSING, readSecond(cpu, SECOND, ADDRESSING) & ZERO_EXTENSION);
  }
}
