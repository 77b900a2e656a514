package org.kvas.translator.translate;

import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;

/** How instructions end a block of a region. */
final class BlockEnd {
  private BlockEnd() {}

  /** Left to the interpreter: the region ends in front of it and can be entered again behind it. */
  static boolean isForeign(Instruction instruction) {
    Family family = instruction.mnemonic().family();
    return instruction.endsBlock() && family != Family.BRANCH && family != Family.STRING;
  }

  /** Control goes where the instruction says, never simply on. */
  static boolean leaves(Instruction instruction) {
    return instruction.mnemonic().family() == Family.BRANCH;
  }
}
