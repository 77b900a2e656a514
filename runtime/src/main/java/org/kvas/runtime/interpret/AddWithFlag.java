package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.BitFields;
import org.kvas.translator.x86.semantics.Flags;

/** ADCX and ADOX: the carry goes by CF or OF, the other flags stay. */
final class AddWithFlag extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final int FIRST = SHAPE.first();
  private static final int SECOND = SHAPE.second();
  private static final int ADDRESSING = SHAPE.addressing();
  private static final int BITS = OperandKind.size(FIRST) * 8;
  private static final int FLAG = SHAPE.mnemonic() == Mnemonic.ADCX ? Flags.CF : Flags.OF;

  AddWithFlag(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new AddWithFlag(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long b = readSecond(cpu, SECOND, ADDRESSING);
    long a = register(cpu, FIRST, first);
    int status = cpu.statusFlags();
    long sum = a + b + ((status & FLAG) != 0 ? 1 : 0);
    setRegister(cpu, FIRST, first, sum);
    cpu.setStatusFlags(BitFields.withCarryOut(status, FLAG, BITS, a, b, sum));
  }
}
