package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * NOP, PREFETCH, the fences and ENDBR, which do nothing here: the interpreter's accesses are in
 * program order. PAUSE lets another processor run. CLFLUSH, CLFLUSHOPT and CLWB fault like the read
 * of a byte.
 */
final class Hint extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final boolean READS =
      SHAPE.mnemonic() == Mnemonic.CLFLUSH
          || SHAPE.mnemonic() == Mnemonic.CLFLUSHOPT
          || SHAPE.mnemonic() == Mnemonic.CLWB;

  private static final boolean PAUSES = SHAPE.mnemonic() == Mnemonic.PAUSE;

  Hint(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new Hint(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    if (PAUSES) {
      cpu.pause();
    } else if (READS) {
      cpu.checkRead(address(cpu, SHAPE.addressing(), 1, false), 1);
    }
  }
}
