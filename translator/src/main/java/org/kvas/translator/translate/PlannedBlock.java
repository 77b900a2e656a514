package org.kvas.translator.translate;

import java.util.Arrays;
import java.util.List;
import org.kvas.translator.x86.decode.Instruction;

/**
 * A straight run of instructions within a region.
 *
 * @param offset of its first byte from the region's head
 * @param instructions in order
 * @param offsets of each instruction from the head, and behind the last that of the next
 *     instruction
 */
record PlannedBlock(int offset, List<Instruction> instructions, int[] offsets) {
  int end() {
    return offsets[instructions.size()];
  }

  /** Its first instructions. */
  PlannedBlock upTo(int count) {
    return count >= instructions.size()
        ? this
        : new PlannedBlock(
            offset, instructions.subList(0, count), Arrays.copyOf(offsets, count + 1));
  }

  Instruction last() {
    return instructions.getLast();
  }
}
