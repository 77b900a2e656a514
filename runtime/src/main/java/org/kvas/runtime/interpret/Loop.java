package org.kvas.runtime.interpret;

import static org.kvas.translator.state.VcpuState.RCX;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/** LOOP, LOOPE, LOOPNE and JCXZ; the address size chooses CX, ECX or RCX. */
final class Loop extends BranchOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final Mnemonic OPERATION = SHAPE.mnemonic();
  private static final boolean DECREMENTS = OPERATION != Mnemonic.JCXZ;
  private static final int COUNTER = OperandKind.REGISTER | SHAPE.addressSize();
  private static final int EQUAL = 4;

  Loop(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new Loop(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long count = register(cpu, COUNTER, RCX);
    boolean taken = DECREMENTS ? count != 1 && conditionHolds(cpu) : count == 0;
    long target = taken ? relative(cpu, SHAPE) : next(cpu, SHAPE);
    if (DECREMENTS) {
      setRegister(cpu, COUNTER, RCX, count - 1);
    }
    cpu.rip = target;
  }

  private static boolean conditionHolds(VcpuState cpu) {
    return OPERATION == Mnemonic.LOOP || cpu.condition(EQUAL) == (OPERATION == Mnemonic.LOOPE);
  }
}
