package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.semantics.Bits;

/** BSWAP. */
final class ByteSwap extends IntegerOperation {
  private static final int FIRST = Shape.of(MethodHandles.lookup()).first();

  ByteSwap(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new ByteSwap(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    setRegister(cpu, FIRST, first, Bits.swap(OperandKind.size(FIRST), cpu.general(first)));
  }
}
