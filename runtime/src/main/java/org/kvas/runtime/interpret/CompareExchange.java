package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.semantics.Flags;

/** CMPXCHG. Memory is written in either case, with what it held if the comparison fails. */
final class CompareExchange extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final int FIRST = SHAPE.first();
  private static final int SECOND = SHAPE.second();
  private static final int ADDRESSING = SHAPE.addressing();
  private static final int BYTES = OperandKind.size(FIRST);
  private static final int ACCUMULATOR = OperandKind.REGISTER | BYTES;

  CompareExchange(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new CompareExchange(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long linear = addressToModify(cpu, FIRST, ADDRESSING);
    long host = hostToModify(cpu, FIRST, linear);
    long old = loadToModify(cpu, FIRST, linear, host);
    long expected = register(cpu, ACCUMULATOR, VcpuState.RAX);
    if (expected == old) {
      storeModified(cpu, FIRST, linear, host, register(cpu, SECOND, second));
    } else {
      if (OperandKind.isMemory(FIRST)) {
        storeModified(cpu, FIRST, linear, host, old);
      }
      setRegister(cpu, ACCUMULATOR, VcpuState.RAX, old);
    }
    cpu.setLazyFlags(Flags.SUB | Flags.log2(BYTES), expected, old);
  }
}
