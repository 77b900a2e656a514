package org.kvas.translator.translate;

import java.util.List;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.Flags;

/** Which instructions of a block set flags that somebody may see before they are set again. */
final class FlagUse {
  private FlagUse() {}

  static boolean[] observed(List<Instruction> block) {
    boolean[] observed = new boolean[block.size()];
    boolean live = true;
    for (int i = block.size() - 1; i >= 0; i--) {
      Instruction instruction = block.get(i);
      observed[i] = live;
      if (mayLeave(instruction) || reads(instruction)) {
        live = true;
      } else if (overwrites(instruction)) {
        live = false;
      }
    }
    return observed;
  }

  /** Anything that can leave the region before it is done shows the flags from before it. */
  private static boolean mayLeave(Instruction instruction) {
    if (instruction.endsBlock()) {
      return true;
    }
    return switch (instruction.mnemonic().family()) {
      case BINARY_ALU, UNARY_ALU, SHIFT, MOVE, CONVERT, CONDITIONAL, HINT ->
          instruction.mnemonic() == Mnemonic.XLAT
              || instruction.mnemonic() != Mnemonic.LEA
                  && instruction.operands().stream().anyMatch(Operand.Memory.class::isInstance);
      default -> true;
    };
  }

  private static boolean reads(Instruction instruction) {
    Mnemonic mnemonic = instruction.mnemonic();
    return mnemonic.family() == Family.CONDITIONAL
        || mnemonic.family() == Family.SHIFT
        || mnemonic.flagsRead() != 0
        || mnemonic == Mnemonic.INC
        || mnemonic == Mnemonic.DEC;
  }

  private static boolean overwrites(Instruction instruction) {
    return instruction.mnemonic().family() == Family.BINARY_ALU
        && (instruction.mnemonic().flagsWritten() | instruction.mnemonic().flagsUndefined())
            == Flags.STATUS;
  }
}
