package org.kvas.translator.translate;

import org.kvas.translator.x86.decode.Instruction;

/** NOP and its kin: nothing to emit. PAUSE and CLFLUSH are left to the interpreter. */
final class HintLowering implements Lowering {
  @Override
  public boolean lower(Instruction instruction, Emitter emitter, ControlFlow flow) {
    return switch (instruction.mnemonic()) {
      case NOP, ENDBR, PREFETCH, LFENCE, MFENCE, SFENCE -> true;
      default -> false;
    };
  }
}
