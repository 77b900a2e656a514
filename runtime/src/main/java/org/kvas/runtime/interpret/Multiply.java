package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.MultiplyDivide;

/** MUL, and IMUL with one, two and three operands. */
final class Multiply extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final boolean SIGNED = SHAPE.mnemonic() == Mnemonic.IMUL;
  private static final int FIRST = SHAPE.first();
  private static final int SECOND = SHAPE.second();
  private static final boolean WIDENING = SECOND == OperandKind.NONE;
  private static final boolean BY_IMMEDIATE =
      SHAPE.third() != OperandKind.NONE || OperandKind.isImmediate(SECOND);
  private static final int ADDRESSING = SHAPE.addressing();
  private static final int BYTES = OperandKind.size(FIRST);
  private static final int ACCUMULATOR = OperandKind.REGISTER | BYTES;
  private static final int SIGN_SHIFT = 64 - BYTES * 8;

  Multiply(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new Multiply(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long a =
        WIDENING
            ? register(cpu, ACCUMULATOR, VcpuState.RAX)
            : BY_IMMEDIATE ? immediate : register(cpu, FIRST, first);
    long b =
        WIDENING || OperandKind.isImmediate(SECOND)
            ? readFirst(cpu, FIRST, ADDRESSING)
            : readSecond(cpu, SECOND, ADDRESSING);
    long low = a * b << SIGN_SHIFT >> SIGN_SHIFT;
    long high =
        SIGNED ? MultiplyDivide.signedHigh(BYTES, a, b) : MultiplyDivide.unsignedHigh(BYTES, a, b);
    if (!WIDENING) {
      setRegister(cpu, FIRST, first, low);
    } else if (BYTES == 1) {
      setRegister(cpu, OperandKind.REGISTER | 2, VcpuState.RAX, high << 8 | low & 0xff);
    } else {
      setRegister(cpu, ACCUMULATOR, VcpuState.RAX, low);
      setRegister(cpu, ACCUMULATOR, VcpuState.RDX, high);
    }
    boolean significant = SIGNED ? high != low >> 63 : high != 0;
    cpu.setStatusFlags(MultiplyDivide.multiplyFlags(low, significant));
  }
}
