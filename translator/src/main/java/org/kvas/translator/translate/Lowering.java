package org.kvas.translator.translate;

import org.kvas.translator.x86.decode.Instruction;

/** Turns the instructions of one family into bytecode. */
interface Lowering {
  /**
   * Emits an instruction, or returns false with nothing emitted where it has no lowering for this
   * form; the interpreter's operation is called then. One that ends a block emits the transfer of
   * control too.
   */
  boolean lower(Instruction instruction, Emitter emitter, ControlFlow flow);

  /** General registers it uses beyond its operands, as a bit set. */
  default int implicitRegisters(Instruction instruction) {
    return 0;
  }

  /** Vector registers it uses beyond its operands, as a bit set. */
  default int implicitVectors(Instruction instruction) {
    return 0;
  }
}
