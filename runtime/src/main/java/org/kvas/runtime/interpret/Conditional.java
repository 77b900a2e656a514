package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * CMOVcc and SETcc. CMOVcc reads its source, and clears the upper half of a 4-byte destination,
 * whether the condition holds or not.
 */
final class Conditional extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final boolean MOVES = SHAPE.mnemonic() == Mnemonic.CMOVCC;
  private static final int CONDITION = SHAPE.condition();
  private static final int FIRST = SHAPE.first();
  private static final int SECOND = SHAPE.second();
  private static final int ADDRESSING = SHAPE.addressing();

  Conditional(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new Conditional(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    if (MOVES) {
      long source = readSecond(cpu, SECOND, ADDRESSING);
      long value = cpu.condition(CONDITION) ? source : register(cpu, FIRST, first);
      setRegister(cpu, FIRST, first, value);
    } else {
      writeFirst(cpu, FIRST, ADDRESSING, cpu.condition(CONDITION) ? 1 : 0);
    }
  }
}
