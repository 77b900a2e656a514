package org.kvas.runtime.interpret;

import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/**
 * Everything about an instruction but its register numbers and constants: what a copy of an
 * operation class is made for (see {@link Specialized}).
 *
 * @param condition 0 to 15, for mnemonics with one
 * @param operandSize in bytes
 * @param addressSize in bytes
 * @param repeat the REP and REPNE bits of {@link Instruction#prefixes()}, for string instructions
 * @param first the first operand's {@link OperandKind}
 * @param addressing the memory operand's {@link Addressing} bits
 * @param mode code size, stack size and flatness of {@link ExecutionMode}
 */
record Shape(
    Mnemonic mnemonic,
    int condition,
    int operandSize,
    int addressSize,
    int repeat,
    int first,
    int second,
    int third,
    int addressing,
    int mode) {

  private static final int REPEAT = Instruction.PREFIX_REP | Instruction.PREFIX_REPNE;
  private static final int MODE = 3 | ExecutionMode.STACK_32 | ExecutionMode.FLAT;

  static Shape of(Instruction instruction, int mode) {
    return new Shape(
        instruction.mnemonic(),
        instruction.condition(),
        instruction.operandSize(),
        instruction.addressSize(),
        instruction.prefixes() & REPEAT,
        kind(instruction, 0),
        kind(instruction, 1),
        kind(instruction, 2),
        addressing(instruction, mode),
        mode & MODE);
  }

  /** The shape's fields side by side, each in as many bits as it needs: quicker to look up by. */
  static long key(Instruction instruction, int mode) {
    long key = instruction.mnemonic().ordinal();
    key = key << 4 | instruction.condition();
    key = key << 4 | instruction.operandSize();
    key = key << 4 | instruction.addressSize();
    key = key << 3 | instruction.prefixes() & REPEAT;
    key = key << 7 | kind(instruction, 0);
    key = key << 7 | kind(instruction, 1);
    key = key << 7 | kind(instruction, 2);
    key = key << 6 | addressing(instruction, mode);
    return key << 4 | mode & MODE;
  }

  /** The shape that a copy of an operation class was defined for. */
  static Shape of(MethodHandles.Lookup copy) {
    try {
      return MethodHandles.classData(copy, ConstantDescs.DEFAULT_NAME, Shape.class);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int kind(Instruction instruction, int i) {
    return i < instruction.operands().size()
        ? OperandKind.of(instruction.operand(i))
        : OperandKind.NONE;
  }

  private static int addressing(Instruction instruction, int mode) {
    for (int i = 0; i < instruction.operands().size(); i++) {
      if (instruction.operand(i) instanceof Operand.Memory memory) {
        return Addressing.of(memory, mode);
      }
    }
    return 0;
  }

  /** A mask for instruction pointers: 32 bits outside 64-bit mode. */
  long codeMask() {
    return ExecutionMode.codeBits(mode) == 64 ? -1L : 0xffff_ffffL;
  }
}
