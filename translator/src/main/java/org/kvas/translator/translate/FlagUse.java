package org.kvas.translator.translate;

import java.util.BitSet;
import java.util.List;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.Flags;
import org.kvas.translator.x86.semantics.Shifts;

/** Which instructions of a block set flags that somebody may see before they are set again. */
final class FlagUse {
  private FlagUse() {}

  /**
   * @param checked instructions whose access to memory is known to go well
   */
  static boolean[] observed(List<Instruction> block, BitSet checked) {
    boolean[] observed = new boolean[block.size()];
    int live = Flags.STATUS;
    for (int i = block.size() - 1; i >= 0; i--) {
      Instruction instruction = block.get(i);
      int written = written(instruction);
      observed[i] = (live & (written == 0 ? Flags.STATUS : written)) != 0;
      if (mayLeave(instruction, checked.get(i))) {
        live = Flags.STATUS;
      } else {
        live = live & ~(isConditional(instruction) ? 0 : written) | instruction.flagsRead();
      }
    }
    return observed;
  }

  /** Anything that can leave the region before it is done shows the flags from before it. */
  private static boolean mayLeave(Instruction instruction, boolean checked) {
    if (instruction.endsBlock()) {
      return true;
    }
    return switch (instruction.mnemonic().family()) {
      case BINARY_ALU, UNARY_ALU, SHIFT, MOVE, CONVERT, CONDITIONAL, HINT ->
          switch (instruction.mnemonic()) {
            case XLAT, RCL, RCR -> true;
            case LEA -> false;
            default ->
                !checked
                    && instruction.operands().stream().anyMatch(Operand.Memory.class::isInstance);
          };
      default -> true;
    };
  }

  /** Flags that it sets, or leaves undefined, if it sets any. */
  private static int written(Instruction instruction) {
    if (ShiftLowering.keepsOverflow(instruction)) {
      return Flags.CF;
    }
    Mnemonic mnemonic = instruction.mnemonic();
    return mnemonic.flagsWritten() | mnemonic.flagsUndefined();
  }

  /** It may leave all flags alone: shifts do by 0. */
  private static boolean isConditional(Instruction instruction) {
    return instruction.mnemonic().family() == Family.SHIFT && count(instruction) == 0;
  }

  /** By which a shift does, 0 where that is not known. */
  private static int count(Instruction instruction) {
    return instruction.operands().getLast() instanceof Operand.Immediate immediate
        ? Shifts.mask(instruction.operand(0).size(), (int) immediate.value())
        : 0;
  }
}
