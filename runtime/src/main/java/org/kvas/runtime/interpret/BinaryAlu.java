package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.Flags;

/** ADD, OR, ADC, SBB, AND, SUB, XOR, CMP, TEST in every operand form. */
final class BinaryAlu extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final Mnemonic OPERATION = SHAPE.mnemonic();
  private static final int FIRST = SHAPE.first();
  private static final int SECOND = SHAPE.second();
  private static final int ADDRESSING = SHAPE.addressing();
  private static final int SIZE = Flags.log2(OperandKind.size(FIRST));
  private static final boolean WRITES = OPERATION != Mnemonic.CMP && OPERATION != Mnemonic.TEST;
  private static final boolean TAKES_CARRY = OPERATION == Mnemonic.ADC || OPERATION == Mnemonic.SBB;

  BinaryAlu(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new BinaryAlu(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long b = readSecond(cpu, SECOND, ADDRESSING);
    boolean carry = TAKES_CARRY && cpu.carry();
    if (WRITES) {
      long linear = addressToModify(cpu, FIRST, ADDRESSING);
      long host = hostToModify(cpu, FIRST, linear);
      long a = loadToModify(cpu, FIRST, linear, host);
      long result = result(a, b, carry);
      storeModified(cpu, FIRST, linear, host, result);
      setFlags(cpu, a, b, result, carry);
    } else {
      long a = readFirst(cpu, FIRST, ADDRESSING);
      setFlags(cpu, a, b, a & b, false);
    }
  }

  private static long result(long a, long b, boolean carry) {
    if (OPERATION == Mnemonic.ADD) {
      return a + b;
    }
    if (OPERATION == Mnemonic.SUB) {
      return a - b;
    }
    if (OPERATION == Mnemonic.AND) {
      return a & b;
    }
    if (OPERATION == Mnemonic.OR) {
      return a | b;
    }
    if (OPERATION == Mnemonic.XOR) {
      return a ^ b;
    }
    long c = carry ? 1 : 0;
    return OPERATION == Mnemonic.ADC ? a + b + c : a - b - c;
  }

  private static void setFlags(VcpuState cpu, long a, long b, long result, boolean carry) {
    if (OPERATION == Mnemonic.ADD) {
      cpu.setLazyFlags(Flags.ADD | SIZE, a, b);
    } else if (OPERATION == Mnemonic.SUB || OPERATION == Mnemonic.CMP) {
      cpu.setLazyFlags(Flags.SUB | SIZE, a, b);
    } else if (OPERATION == Mnemonic.ADC) {
      cpu.setLazyFlags((carry ? Flags.ADC : Flags.ADD) | SIZE, a, b);
    } else if (OPERATION == Mnemonic.SBB) {
      cpu.setLazyFlags((carry ? Flags.SBB : Flags.SUB) | SIZE, a, b);
    } else {
      cpu.setLazyFlags(Flags.LOGIC | SIZE, result, 0);
    }
  }
}
