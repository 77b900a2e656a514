package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.Crc32;
import org.kvas.translator.x86.semantics.Flags;

/** POPCNT and CRC32: a register from a register and an operand. */
final class BitCount extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final boolean COUNTS = SHAPE.mnemonic() == Mnemonic.POPCNT;
  private static final int FIRST = SHAPE.first();
  private static final int SECOND = SHAPE.second();
  private static final int ADDRESSING = SHAPE.addressing();
  private static final int BYTES = OperandKind.size(SECOND);

  BitCount(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long source = readSecond(cpu, SECOND, ADDRESSING);
    if (COUNTS) {
      setRegister(cpu, FIRST, first, Long.bitCount(source & -1L >>> 64 - BYTES * 8));
      cpu.setStatusFlags(source == 0 ? Flags.ZF : 0);
    } else {
      cpu.gpr[first] = Crc32.update((int) cpu.gpr[first], source, BYTES) & 0xffff_ffffL;
    }
  }
}
