package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.Flags;
import org.kvas.translator.x86.semantics.Shifts;

/** SHLD and SHRD, by an immediate or CL. */
final class DoubleShift extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final boolean LEFT = SHAPE.mnemonic() == Mnemonic.SHLD;
  private static final int FIRST = SHAPE.first();
  private static final int SECOND = SHAPE.second();
  private static final boolean BY_CL = !OperandKind.isImmediate(SHAPE.third());
  private static final int ADDRESSING = SHAPE.addressing();
  private static final int BYTES = OperandKind.size(FIRST);

  private final int constant;

  DoubleShift(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
    constant = Shifts.mask(BYTES, (int) immediate);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new DoubleShift(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    int count = BY_CL ? Shifts.mask(BYTES, (int) cpu.general(VcpuState.RCX)) : constant;
    long source = register(cpu, SECOND, second);
    long linear = addressToModify(cpu, FIRST, ADDRESSING);
    long host = hostToModify(cpu, FIRST, linear);
    long a = loadToModify(cpu, FIRST, linear, host);
    if (count == 0) {
      storeModified(cpu, FIRST, linear, host, a);
      return;
    }
    long result =
        LEFT ? Shifts.shld(BYTES, a, source, count) : Shifts.shrd(BYTES, a, source, count);
    storeModified(cpu, FIRST, linear, host, result);
    int flags =
        LEFT
            ? Shifts.shldFlags(BYTES, a, count, source)
            : Shifts.shrdFlags(BYTES, a, count, source);
    cpu.setLazyFlags(Flags.RESULT | Flags.log2(BYTES), result, flags);
  }
}
