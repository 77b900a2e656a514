package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/** RORX, SARX, SHLX, SHRX. */
final class ShiftWithoutFlags extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final Mnemonic OPERATION = SHAPE.mnemonic();
  private static final int FIRST = SHAPE.first();
  private static final int SECOND = SHAPE.second();
  private static final int THIRD = SHAPE.third();
  private static final int ADDRESSING = SHAPE.addressing();
  private static final int BITS = OperandKind.size(FIRST) * 8;
  private static final long MASK = -1L >>> 64 - BITS;

  ShiftWithoutFlags(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new ShiftWithoutFlags(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long value = readSecond(cpu, SECOND, ADDRESSING);
    int count = (int) readThird(cpu, THIRD, ADDRESSING) & BITS - 1;
    setRegister(cpu, FIRST, first, shifted(value, count));
  }

  private static long shifted(long value, int count) {
    if (OPERATION == Mnemonic.SARX) {
      return value >> count;
    }
    if (OPERATION == Mnemonic.SHLX) {
      return value << count;
    }
    long unsigned = value & MASK;
    return OPERATION == Mnemonic.SHRX
        ? unsigned >>> count
        : unsigned >>> count | unsigned << BITS - count;
  }
}
