package org.kvas.runtime.interpret;

import org.kvas.translator.x86.decode.Operand;

/**
 * Where an integer operand lives and how wide it is, as an int that the JIT folds: the place in
 * bits 4 and up, the size in bytes below.
 */
final class OperandKind {
  static final int NONE = 0;
  static final int REGISTER = 1 << 4;

  /** AH, CH, DH, BH. */
  static final int HIGH_BYTE = 2 << 4;

  static final int IMMEDIATE = 3 << 4;
  static final int MEMORY = 4 << 4;

  /** An operand the integer families do not know. */
  static final int OTHER = 5 << 4;

  private static final int SIZE_MASK = 0xf;

  private OperandKind() {}

  static int of(Operand operand) {
    return switch (operand) {
      case Operand.Gpr(int _, int size, boolean high) -> (high ? HIGH_BYTE : REGISTER) | size;
      case Operand.Memory memory -> MEMORY | memory.size() & SIZE_MASK;
      case Operand.Immediate _, Operand.Relative _ -> IMMEDIATE;
      default -> OTHER;
    };
  }

  static int size(int kind) {
    return kind & SIZE_MASK;
  }

  static boolean isMemory(int kind) {
    return (kind & ~SIZE_MASK) == MEMORY;
  }

  static boolean isImmediate(int kind) {
    return kind == IMMEDIATE;
  }
}
