package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.Flags;

/** INC, DEC, NEG, NOT. */
final class UnaryAlu extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final Mnemonic OPERATION = SHAPE.mnemonic();
  private static final int FIRST = SHAPE.first();
  private static final int ADDRESSING = SHAPE.addressing();
  private static final int SIZE = Flags.log2(OperandKind.size(FIRST));

  UnaryAlu(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new UnaryAlu(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long linear = addressToModify(cpu, FIRST, ADDRESSING);
    long host = hostToModify(cpu, FIRST, linear);
    long a = loadToModify(cpu, FIRST, linear, host);
    long result = result(a);
    storeModified(cpu, FIRST, linear, host, result);
    if (OPERATION == Mnemonic.NEG) {
      cpu.setLazyFlags(Flags.SUB | SIZE, 0, a);
    } else if (OPERATION != Mnemonic.NOT) {
      int kind = OPERATION == Mnemonic.INC ? Flags.INC : Flags.DEC;
      cpu.setLazyFlags(kind | SIZE, Flags.signExtend(SIZE, result), cpu.carry() ? 1 : 0);
    }
  }

  private static long result(long a) {
    if (OPERATION == Mnemonic.INC) {
      return a + 1;
    }
    if (OPERATION == Mnemonic.DEC) {
      return a - 1;
    }
    return OPERATION == Mnemonic.NEG ? -a : ~a;
  }
}
