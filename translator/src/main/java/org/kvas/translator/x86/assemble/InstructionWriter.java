package org.kvas.translator.x86.assemble;

import org.kvas.translator.x86.decode.Mnemonic;

/**
 * Takes instructions, one after the other.
 *
 * @param <S> itself, so that calls chain
 */
public interface InstructionWriter<S> {
  /** Any instruction the decoder knows. */
  S emit(Mnemonic mnemonic, Argument... arguments);

  /** With the operand size in bytes, where neither the operands nor the mode say it. */
  S emit(Mnemonic mnemonic, int operandSize, Argument... arguments);

  S emitConditional(Mnemonic mnemonic, Condition condition, Argument... arguments);
}
