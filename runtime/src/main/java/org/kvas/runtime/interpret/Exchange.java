package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.Flags;

/** XCHG and XADD. */
final class Exchange extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final boolean ADDS = SHAPE.mnemonic() == Mnemonic.XADD;
  private static final int FIRST = SHAPE.first();
  private static final int SECOND = SHAPE.second();
  private static final int ADDRESSING = SHAPE.addressing();
  private static final int SIZE = Flags.log2(OperandKind.size(FIRST));

  Exchange(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new Exchange(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long linear = addressToModify(cpu, FIRST, ADDRESSING);
    long host = hostToModify(cpu, FIRST, linear);
    long old = loadToModify(cpu, FIRST, linear, host);
    long other = register(cpu, SECOND, second);
    if (OperandKind.isMemory(FIRST)) {
      storeModified(cpu, FIRST, linear, host, ADDS ? old + other : other);
      setRegister(cpu, SECOND, second, old);
    } else {
      setRegister(cpu, SECOND, second, old);
      setRegister(cpu, FIRST, first, ADDS ? old + other : other);
    }
    if (ADDS) {
      cpu.setLazyFlags(Flags.ADD | SIZE, old, other);
    }
  }
}
