package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.Flags;

/** POPCNT, LZCNT and TZCNT. Flags undefined in the SDM are clear, as on Intel processors. */
final class BitCount extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final Mnemonic OPERATION = SHAPE.mnemonic();
  private static final int FIRST = SHAPE.first();
  private static final int SECOND = SHAPE.second();
  private static final int ADDRESSING = SHAPE.addressing();
  private static final int BITS = OperandKind.size(FIRST) * 8;

  BitCount(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new BitCount(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long source = readSecond(cpu, SECOND, ADDRESSING) & -1L >>> 64 - BITS;
    int count = count(source);
    setRegister(cpu, FIRST, first, count);
    boolean carry = OPERATION != Mnemonic.POPCNT && source == 0;
    cpu.setStatusFlags((carry ? Flags.CF : 0) | (count == 0 ? Flags.ZF : 0));
  }

  private static int count(long source) {
    if (OPERATION == Mnemonic.POPCNT) {
      return Long.bitCount(source);
    }
    return OPERATION == Mnemonic.LZCNT
        ? Long.numberOfLeadingZeros(source) - (64 - BITS)
        : Math.min(Long.numberOfTrailingZeros(source), BITS);
  }
}
