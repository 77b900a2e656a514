package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.semantics.Crc32;

/** CRC32. The destination's upper half is cleared whatever its size. */
final class CyclicRedundancyCheck extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final int SECOND = SHAPE.second();
  private static final int ADDRESSING = SHAPE.addressing();

  CyclicRedundancyCheck(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new CyclicRedundancyCheck(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    int crc =
        Crc32.update(
            (int) cpu.general(first),
            readSecond(cpu, SECOND, ADDRESSING),
            OperandKind.size(SECOND));
    cpu.setGeneral(first, crc & 0xffff_ffffL);
  }
}
