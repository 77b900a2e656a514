package org.kvas.runtime.interpret;

import static org.kvas.runtime.interpret.OperandKind.REGISTER;
import static org.kvas.translator.state.VcpuState.RBP;
import static org.kvas.translator.state.VcpuState.RSP;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/** ENTER and LEAVE. SDM Vol. 2A, ENTER; Vol. 1, 6.6. */
final class Frame extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final boolean ENTERS = SHAPE.mnemonic() == Mnemonic.ENTER;
  private static final int BYTES = SHAPE.operandSize();
  private static final int MODE = SHAPE.mode();

  private final int allocated;
  private final int level;

  Frame(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
    allocated =
        ENTERS && instruction.operand(0) instanceof Operand.Immediate(long bytes, int _)
            ? (int) bytes & 0xffff
            : 0;
    level =
        ENTERS && instruction.operand(1) instanceof Operand.Immediate(long depth, int _)
            ? (int) depth & 31
            : 0;
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new Frame(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    if (ENTERS) {
      enter(cpu);
    } else {
      leave(cpu);
    }
  }

  private static void leave(VcpuState cpu) {
    long pointer = Stack.wrap(MODE, cpu.general(RBP));
    long caller = Stack.load(cpu, MODE, pointer, BYTES);
    Stack.setPointer(cpu, MODE, pointer + BYTES);
    setRegister(cpu, REGISTER | BYTES, RBP, caller);
  }

  private void enter(VcpuState cpu) {
    long pointer = Stack.wrap(MODE, cpu.general(RSP) - BYTES);
    Stack.store(cpu, MODE, pointer, BYTES, cpu.general(RBP));
    long frame = pointer;
    for (int i = 1; i < level; i++) {
      long display = Stack.wrap(MODE, cpu.general(RBP) - i * BYTES);
      long outer = Stack.load(cpu, MODE, display, BYTES);
      pointer = Stack.wrap(MODE, pointer - BYTES);
      Stack.store(cpu, MODE, pointer, BYTES, outer);
    }
    if (level > 0) {
      pointer = Stack.wrap(MODE, pointer - BYTES);
      Stack.store(cpu, MODE, pointer, BYTES, frame);
    }
    pointer = Stack.wrap(MODE, pointer - allocated);
    cpu.checkWrite(Stack.linear(cpu, MODE, pointer, BYTES, true), BYTES);
    Stack.setPointer(cpu, MODE, pointer);
    setRegister(cpu, REGISTER | BYTES, RBP, frame);
  }
}
