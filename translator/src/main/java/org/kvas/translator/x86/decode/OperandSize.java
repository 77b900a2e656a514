package org.kvas.translator.x86.decode;

/** The second letter of an operand code: how many bytes. SDM Vol. 2D, A.2.2. */
final class OperandSize {
  /** Codes below zero depend on the instruction; from zero on they are bytes. */
  static final int NONE = 0;

  /** 2, 4 or 8: the operand size. */
  static final int V = -1;

  /** 2 or 4: the operand size, 8 counting as 4. */
  static final int Z = -2;

  /** 4 or 8: 8 where the operand size is. */
  static final int Y = -3;

  /** A far pointer: the operand size and two bytes of selector. */
  static final int P = -4;

  /** A pseudo-descriptor for LGDT and its like: 10 in 64-bit mode, else 6. */
  static final int S = -5;

  /** BOUND's pair. */
  static final int A = -6;

  /** The x87 environment: 14 or 28. */
  static final int ENVIRONMENT = -7;

  /** The x87 state: 94 or 108. */
  static final int STATE = -8;

  /** 4, 8 in 64-bit mode. */
  static final int MODE = -13;

  /** 16 or 32: the vector length. */
  static final int X = -9;

  /** A half of the vector length. */
  static final int X_HALF = -10;

  static final int X_QUARTER = -11;
  static final int X_EIGHTH = -12;

  private OperandSize() {}

  /** What {@link #bytes} gives for one code, by {@link #index}. */
  static byte[] table(int code) {
    byte[] table = new byte[16];
    for (int operandSize = 1; operandSize <= 8; operandSize *= 2) {
      for (int vectorBytes = 16; vectorBytes <= 32; vectorBytes *= 2) {
        table[index(operandSize, false, vectorBytes)] =
            (byte) bytes(code, operandSize, false, vectorBytes);
        table[index(operandSize, true, vectorBytes)] =
            (byte) bytes(code, operandSize, true, vectorBytes);
      }
    }
    return table;
  }

  static int index(int operandSize, boolean longMode, int vectorBytes) {
    return Integer.numberOfTrailingZeros(operandSize)
        | (longMode ? 4 : 0)
        | (vectorBytes & 32) >> 2;
  }

  static int bytes(int code, int operandSize, boolean longMode, int vectorBytes) {
    return switch (code) {
      case V -> operandSize;
      case Z -> Math.min(operandSize, 4);
      case Y -> operandSize == 8 ? 8 : 4;
      case P -> operandSize + 2;
      case S -> longMode ? 10 : 6;
      case A -> operandSize * 2;
      case ENVIRONMENT -> operandSize == 2 ? 14 : 28;
      case STATE -> operandSize == 2 ? 94 : 108;
      case MODE -> longMode ? 8 : 4;
      case X -> vectorBytes;
      case X_HALF -> vectorBytes / 2;
      case X_QUARTER -> vectorBytes / 4;
      case X_EIGHTH -> vectorBytes / 8;
      default -> code;
    };
  }
}
