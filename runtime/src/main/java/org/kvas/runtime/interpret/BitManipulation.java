package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.BitFields;
import org.kvas.translator.x86.semantics.Flags;

/** ANDN, BEXTR, BLSI, BLSMSK, BLSR, BZHI, PDEP, PEXT. */
final class BitManipulation extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final Mnemonic OPERATION = SHAPE.mnemonic();
  private static final int FIRST = SHAPE.first();
  private static final int SECOND = SHAPE.second();
  private static final int THIRD = SHAPE.third();
  private static final int ADDRESSING = SHAPE.addressing();
  private static final int BITS = OperandKind.size(FIRST) * 8;
  private static final long MASK = -1L >>> 64 - BITS;
  private static final boolean SETS_FLAGS =
      OPERATION != Mnemonic.PDEP && OPERATION != Mnemonic.PEXT;

  BitManipulation(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new BitManipulation(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long a = readSecond(cpu, SECOND, ADDRESSING) & MASK;
    long b = THIRD == OperandKind.NONE ? 0 : readThird(cpu, THIRD, ADDRESSING) & MASK;
    long result = result(a, b);
    setRegister(cpu, FIRST, first, result);
    if (SETS_FLAGS) {
      int flags = BitFields.flags(BITS, result, carry(a, b));
      cpu.setStatusFlags(OPERATION == Mnemonic.BEXTR ? flags & ~Flags.SF : flags);
    }
  }

  private static long result(long a, long b) {
    if (OPERATION == Mnemonic.ANDN) {
      return ~a & b;
    }
    if (OPERATION == Mnemonic.BEXTR) {
      return BitFields.extract(BITS, a, b);
    }
    if (OPERATION == Mnemonic.BZHI) {
      return BitFields.zeroHigh(BITS, a, b);
    }
    if (OPERATION == Mnemonic.PDEP) {
      return Long.expand(a, b);
    }
    if (OPERATION == Mnemonic.PEXT) {
      return Long.compress(a, b);
    }
    return OPERATION == Mnemonic.BLSI
        ? a & -a
        : OPERATION == Mnemonic.BLSMSK ? a ^ a - 1 : a & a - 1;
  }

  private static boolean carry(long a, long b) {
    if (OPERATION == Mnemonic.BZHI) {
      return BitFields.isBeyond(BITS, b);
    }
    if (OPERATION == Mnemonic.BLSI) {
      return a != 0;
    }
    return (OPERATION == Mnemonic.BLSMSK || OPERATION == Mnemonic.BLSR) && a == 0;
  }
}
