package org.kvas.runtime.trap;

import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.semantics.Flags;

/** RDRAND and RDSEED: the host never runs dry, so CF is always set. SDM Vol. 1, 7.3.17. */
final class RandomNumbers {
  private RandomNumbers() {}

  static TrapOperation.Action action(Instruction instruction, int mode, int offset) {
    Place destination = Place.of(instruction.operand(0), instruction, mode, offset);
    return cpu -> {
      destination.write(cpu, cpu.random.getAsLong());
      cpu.setStatusFlags(Flags.CF);
    };
  }
}
