package org.kvas.translator.translate;

import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;

/** General registers that the code of a region names or implies, as a bit set. */
final class RegisterUse {
  private RegisterUse() {}

  static int of(RegionPlan plan) {
    int used = 0;
    for (PlannedBlock block : plan.blocks()) {
      for (Instruction instruction : block.instructions()) {
        used |= of(instruction);
      }
    }
    return used;
  }

  private static int of(Instruction instruction) {
    int used = Lowerings.of(instruction).implicitRegisters(instruction);
    for (Operand operand : instruction.operands()) {
      if (operand instanceof Operand.Gpr register) {
        used |= 1 << register.index();
      } else if (operand instanceof Operand.Memory memory) {
        used |= bit(memory.base()) | bit(memory.index());
      }
    }
    return used;
  }

  private static int bit(int register) {
    return register < 16 ? 1 << register : 0;
  }
}
