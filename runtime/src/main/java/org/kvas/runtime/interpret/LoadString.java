package org.kvas.runtime.interpret;

import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RSI;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;

/** LODS. */
final class LoadString extends StringOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final boolean REPEATS = SHAPE.repeat() != 0;
  private static final int SIZE = SHAPE.operandSize();

  LoadString(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new LoadString(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    if (REPEATS) {
      repeat(cpu, SHAPE);
    } else {
      once(cpu, SHAPE);
    }
  }

  @Override
  boolean stops(VcpuState cpu) {
    return false;
  }

  @Override
  void step(VcpuState cpu) {
    setRegister(cpu, OperandKind.REGISTER | SIZE, RAX, load(cpu, SIZE, sourceAddress(cpu, SHAPE)));
    advance(cpu, SHAPE, RSI, stride(cpu, SIZE));
  }

  @Override
  long bulk(VcpuState cpu, long count) {
    return 0;
  }
}
