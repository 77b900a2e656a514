package org.kvas.translator.translate;

import org.kvas.translator.state.Operation;
import org.kvas.translator.x86.decode.Instruction;

/** Makes the interpreter's operation for an instruction that has no lowering. */
@FunctionalInterface
public interface OperationFactory {
  /**
   * @param mode {@link org.kvas.translator.state.ExecutionMode} bits; {@code rip} will be the
   *     instruction's own address at execution
   */
  Operation create(Instruction instruction, int mode);
}
