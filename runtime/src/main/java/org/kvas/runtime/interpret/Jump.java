package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * Near JMP and CALL, relative or through a register or memory. CALL reads its target before it
 * pushes, and checks it behind.
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
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new Jump(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long target =
        OperandKind.isImmediate(FIRST) ? relative(cpu, SHAPE) : readFirst(cpu, FIRST, ADDRESSING);
    if (CALLS) {
      cpu.rip = call(cpu, target);
    } else {
      cpu.rip = checked(cpu, SHAPE, target);
    }
  }

  /** The return address is in memory even if the target faults. */
  private long call(VcpuState cpu, long target) {
    int size = SHAPE.operandSize();
    long pointer = Stack.wrap(SHAPE.mode(), cpu.general(VcpuState.RSP) - size);
    Stack.store(cpu, SHAPE.mode(), pointer, size, next(cpu, SHAPE));
    long checked = checked(cpu, SHAPE, target);
    Stack.setPointer(cpu, SHAPE.mode(), pointer);
    return checked;
  }
}
