package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.MultiplyDivide;

/**
 * DIV and IDIV; #DE where the quotient does not fit. Flags stay, as on current Intel processors.
 */
final class Divide extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final boolean SIGNED = SHAPE.mnemonic() == Mnemonic.IDIV;
  private static final int FIRST = SHAPE.first();
  private static final int ADDRESSING = SHAPE.addressing();
  private static final int BYTES = OperandKind.size(FIRST);
  private static final int ACCUMULATOR = OperandKind.REGISTER | BYTES;

  Divide(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new Divide(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long divisor = readFirst(cpu, FIRST, ADDRESSING);
    long low = register(cpu, ACCUMULATOR, VcpuState.RAX);
    long high =
        BYTES == 1
            ? register(cpu, OperandKind.HIGH_BYTE | 1, VcpuState.RAX)
            : register(cpu, ACCUMULATOR, VcpuState.RDX);
    boolean overflows =
        SIGNED
            ? MultiplyDivide.signedOverflows(BYTES, high, low, divisor)
            : MultiplyDivide.unsignedOverflows(BYTES, high, divisor);
    if (overflows) {
      throw new GuestFault(GuestFault.DE, -1);
    }
    long quotient =
        SIGNED
            ? MultiplyDivide.signedQuotient(BYTES, high, low, divisor)
            : MultiplyDivide.unsignedQuotient(BYTES, high, low, divisor);
    long remainder = MultiplyDivide.remainder(low, divisor, quotient);
    if (BYTES == 1) {
      setRegister(cpu, OperandKind.REGISTER | 2, VcpuState.RAX, remainder << 8 | quotient & 0xff);
    } else {
      setRegister(cpu, ACCUMULATOR, VcpuState.RAX, quotient);
      setRegister(cpu, ACCUMULATOR, VcpuState.RDX, remainder);
    }
  }
}
