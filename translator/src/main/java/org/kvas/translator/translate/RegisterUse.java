package org.kvas.translator.translate;

import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;

/**
 * Registers that the code of a region names or implies.
 *
 * @param general RAX to R15, as a bit set
 */
record RegisterUse(int general, VectorUse vector, X87Depths x87) {
  static RegisterUse of(RegionPlan plan) {
    int general = 0;
    int vector = 0;
    int wide = 0;
    for (PlannedBlock block : plan.blocks()) {
      for (Instruction instruction : block.instructions()) {
        Lowering lowering = Lowerings.of(instruction);
        general |= lowering.implicitRegisters(instruction) | general(instruction);
        vector |= lowering.implicitVectors(instruction) | vector(instruction, 1);
        wide |= vector(instruction, 32);
      }
    }
    return new RegisterUse(general, new VectorUse(vector, wide), new X87Depths(plan));
  }

  private static int general(Instruction instruction) {
    int used = 0;
    for (Operand operand : instruction.operands()) {
      if (operand instanceof Operand.Gpr register) {
        used |= 1 << register.index();
      } else if (operand instanceof Operand.Memory memory) {
        used |= bit(memory.base()) | bit(memory.index());
      } else if (operand instanceof Operand.Vsib vsib) {
        used |= bit(vsib.base());
      }
    }
    return used;
  }

  private static int bit(int register) {
    return register < 16 ? 1 << register : 0;
  }

  /** Those of which at least {@code size} bytes are used. */
  private static int vector(Instruction instruction, int size) {
    int used = 0;
    for (Operand operand : instruction.operands()) {
      if (operand instanceof Operand.Vector register) {
        used |= register.size() >= size ? 1 << register.index() : 0;
      } else if (operand instanceof Operand.Vsib vsib) {
        used |= vsib.indexSize() >= size ? 1 << vsib.index() : 0;
      }
    }
    return used;
  }
}
