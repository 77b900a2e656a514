package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;

/** Near RET, with or without bytes to drop. */
final class Return extends BranchOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final int BYTES = SHAPE.operandSize();
  private static final int MODE = SHAPE.mode();

  private final int popped;

  Return(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
    popped = BYTES + ((int) immediate & 0xffff);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new Return(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long pointer = Stack.pointer(cpu, MODE);
    cpu.rip = checked(cpu, SHAPE, Stack.load(cpu, MODE, pointer, BYTES));
    Stack.setPointer(cpu, MODE, pointer + popped);
  }
}
