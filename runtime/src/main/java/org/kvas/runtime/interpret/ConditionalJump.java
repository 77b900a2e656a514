package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;

/** Jcc. */
final class ConditionalJump extends BranchOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final int CONDITION = SHAPE.condition();

  ConditionalJump(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new ConditionalJump(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    cpu.rip = cpu.condition(CONDITION) ? relative(cpu, SHAPE) : next(cpu, SHAPE);
  }
}
