package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;

/** LEA. */
final class LoadEffectiveAddress extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final int FIRST = SHAPE.first();
  private static final int ADDRESSING = SHAPE.addressing();
  private static final long CODE_MASK = SHAPE.codeMask();

  LoadEffectiveAddress(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new LoadEffectiveAddress(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    setRegister(cpu, FIRST, first, offset(cpu, ADDRESSING, 0) & CODE_MASK);
  }
}
