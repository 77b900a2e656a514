package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.Bits;

/** BSF and BSR. A zero source leaves the whole destination register alone, its upper half too. */
final class BitScan extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final boolean FORWARD = SHAPE.mnemonic() == Mnemonic.BSF;
  private static final int FIRST = SHAPE.first();
  private static final int SECOND = SHAPE.second();
  private static final int ADDRESSING = SHAPE.addressing();
  private static final long MASK = -1L >>> 64 - OperandKind.size(FIRST) * 8;

  BitScan(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new BitScan(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long source = readSecond(cpu, SECOND, ADDRESSING) & MASK;
    if (source == 0) {
      cpu.setStatusFlags(Bits.scanFlags(true, 0));
      return;
    }
    int position =
        FORWARD ? Long.numberOfTrailingZeros(source) : 63 - Long.numberOfLeadingZeros(source);
    setRegister(cpu, FIRST, first, position);
    cpu.setStatusFlags(Bits.scanFlags(false, position));
  }
}
