package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.Flags;

/**
 * BT, BTS, BTR, BTC. A bit number from a register reaches beyond a memory operand, either way; an
 * immediate one is taken modulo the operand's width. Only CF changes.
 */
final class BitTest extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final Mnemonic OPERATION = SHAPE.mnemonic();
  private static final boolean WRITES = OPERATION != Mnemonic.BT;
  private static final int FIRST = SHAPE.first();
  private static final int SECOND = SHAPE.second();
  private static final int ADDRESSING = SHAPE.addressing();
  private static final int BYTES = OperandKind.size(FIRST);
  private static final int LOG2_BITS = 3 + Flags.log2(BYTES);
  private static final boolean REACHES =
      OperandKind.isMemory(FIRST) && !OperandKind.isImmediate(SECOND);

  BitTest(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new BitTest(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long number = OperandKind.isImmediate(SECOND) ? immediate : register(cpu, SECOND, second);
    int bit = (int) number & BYTES * 8 - 1;
    long linear = 0;
    long host = 0;
    if (OperandKind.isMemory(FIRST)) {
      long extra = REACHES ? (number >> LOG2_BITS) * BYTES : 0;
      linear = addressAt(cpu, ADDRESSING, extra, BYTES, WRITES);
      host = WRITES ? hostToModify(cpu, FIRST, linear) : 0;
    }
    long a = loadToModify(cpu, FIRST, linear, host);
    if (WRITES) {
      storeModified(cpu, FIRST, linear, host, changed(a, 1L << bit));
    }
    cpu.setStatusFlags(cpu.statusFlags() & ~Flags.CF | (int) (a >>> bit) & Flags.CF);
  }

  private static long changed(long a, long bit) {
    if (OPERATION == Mnemonic.BTS) {
      return a | bit;
    }
    return OPERATION == Mnemonic.BTR ? a & ~bit : a ^ bit;
  }
}
