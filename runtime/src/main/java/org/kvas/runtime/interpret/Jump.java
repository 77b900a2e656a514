package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * Near JMP and CALL, relative or through a register or memory. CALL reads its target before it
 * pushes.
 */
final class Jump extends BranchOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final boolean CALLS = SHAPE.mnemonic() == Mnemonic.CALL;
  private static final int FIRST = SHAPE.first();
  private static final int ADDRESSING = SHAPE.addressing();

  Jump(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long target =
        OperandKind.isImmediate(FIRST)
            ? relative(cpu, SHAPE)
            : checked(cpu, SHAPE, readFirst(cpu, FIRST, ADDRESSING));
    if (CALLS) {
      Stack.push(cpu, SHAPE.mode(), SHAPE.operandSize(), next(cpu, SHAPE));
    }
    cpu.rip = target;
  }
}
