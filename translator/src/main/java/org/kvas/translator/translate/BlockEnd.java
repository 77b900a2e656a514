package org.kvas.translator.translate;

import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;

/** How instructions end a block of a region. */
final class BlockEnd {
  private BlockEnd() {}

  /** Left to the interpreter: the region ends in front of it and can be entered again behind it. */
  static boolean isForeign(Instruction instruction) {
    return instruction.endsBlock()
        && !leaves(instruction)
        && instruction.mnemonic().family() != Family.STRING
        && !isSystem(instruction);
  }

  /** Control goes where the instruction says, never simply on. */
  static boolean leaves(Instruction instruction) {
    return instruction.mnemonic().family() == Family.BRANCH;
  }

  /**
   * Changes what the processor may do, and mostly goes on behind it: the region looks at what is
   * pending then. Kernels disable and enable interrupts in every other function, and those of 32
   * bits load segment registers at each system call.
   */
  static boolean isSystem(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case CLI, STI, POPF, MOV_SEG, POP_SEG, MOV_CR, CLTS, INVLPG, WRMSR, CLAC, STAC -> true;
      default -> false;
    };
  }
}
