package org.kvas.runtime.oracle;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.decode.Operand.Gpr;
import org.kvas.translator.x86.decode.Operand.Immediate;
import org.kvas.translator.x86.semantics.Flags;

/** Status flags that an instruction leaves undefined. SDM Vol. 1, Appendix A. */
final class UndefinedFlags {
  private static final int UNKNOWN = -1;

  private UndefinedFlags() {}

  static boolean any(Instruction instruction) {
    return instruction.mnemonic().flagsUndefined() != 0 || isShift(instruction);
  }

  /** Makes them equal. */
  static void equalize(Instruction instruction, MemorySegment a, MemorySegment b) {
    boolean shift = isShift(instruction);
    int mask = shift ? ofShift(instruction, a) : instruction.mnemonic().flagsUndefined();
    Waiver.copyFlags(a, b, mask);
  }

  private static boolean isShift(Instruction instruction) {
    Family family = instruction.mnemonic().family();
    return family == Family.SHIFT || family == Family.DOUBLE_SHIFT;
  }

  /** By 0 leaves them alone; OF is defined for 1 only. SDM Vol. 2B, SAL/SAR/SHL/SHR, SHLD. */
  private static int ofShift(Instruction instruction, MemorySegment result) {
    int count = count(instruction, result);
    if (count == 0) {
      return 0;
    }
    Mnemonic mnemonic = instruction.mnemonic();
    boolean logical = mnemonic == Mnemonic.SHL || mnemonic == Mnemonic.SHR;
    boolean beyond = count == UNKNOWN || count >= 8 * instruction.operandSize();
    return mnemonic.flagsUndefined()
        | (count == 1 ? 0 : Flags.OF)
        | (logical && beyond ? Flags.CF : 0);
  }

  /** As far as the result tells it: CL may have been shifted itself. */
  private static int count(Instruction instruction, MemorySegment result) {
    int mask = instruction.operandSize() == 8 ? 0x3f : 0x1f;
    Operand count = instruction.operands().getLast();
    if (count instanceof Immediate immediate) {
      return (int) immediate.value() & mask;
    }
    boolean itself =
        instruction.operand(0) instanceof Gpr destination
            && destination.index() == VcpuState.RCX
            && !destination.high();
    return itself ? UNKNOWN : result.get(JAVA_BYTE, StateRecord.GENERAL[VcpuState.RCX]) & mask;
  }
}
