package org.kvas.runtime.interpret;

import static org.kvas.translator.state.VcpuState.RSP;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;

/**
 * POP to a general register or memory. A memory operand relative to rSP sees it already
 * incremented. SDM Vol. 2B, POP.
 */
final class Pop extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final int FIRST = SHAPE.first();
  private static final int ADDRESSING = SHAPE.addressing();
  private static final int BYTES = SHAPE.operandSize();
  private static final int MODE = SHAPE.mode();

  Pop(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new Pop(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long pointer = Stack.pointer(cpu, MODE);
    long value = Stack.load(cpu, MODE, pointer, BYTES);
    long before = cpu.general(RSP);
    Stack.setPointer(cpu, MODE, pointer + BYTES);
    if (OperandKind.isMemory(FIRST)) {
      popToMemory(cpu, value, before);
    } else {
      setRegister(cpu, FIRST, first, value);
    }
  }

  private void popToMemory(VcpuState cpu, long value, long before) {
    try {
      writeFirst(cpu, FIRST, ADDRESSING, value);
    } catch (GuestFault fault) {
      cpu.setGeneral(RSP, before);
      throw fault;
    }
  }
}
