package org.kvas.runtime.interpret;

import org.kvas.translator.state.Operation;
import org.kvas.translator.x86.decode.Instruction;

/** Makes executable operations for the mnemonics of one family. */
@FunctionalInterface
public interface OperationFamily {
  /**
   * @param mode {@link org.kvas.translator.state.ExecutionMode} bits the operation may rely on
   * @param offset the instruction's distance from {@code rip} at execution (its place in the block)
   */
  Operation create(Instruction instruction, int mode, int offset);
}
