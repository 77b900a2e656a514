package org.kvas.translator.x86.decode;

/** Groups of mnemonics that one interpreter class, and one lowering class, serves. */
public enum Family {
  BINARY_ALU,
  UNARY_ALU,
  SHIFT,
  DOUBLE_SHIFT,
  MULTIPLY_DIVIDE,
  MOVE,
  CONVERT,
  CONDITIONAL,
  STACK,
  BIT,
  ATOMIC,
  STRING,
  BRANCH,
  FAR_TRANSFER,
  FLAG,
  DECIMAL,
  PORT_IO,
  SYSTEM,
  SEGMENT,
  HINT,
  X87,
  MMX,
  SSE_MOVE,
  SSE_FLOAT,
  SSE_INTEGER,
  /** AES, PCLMULQDQ and SHA. */
  SSE_CRYPTOGRAPHY,
  /** VEX-encoded vector instructions. */
  AVX,
  STATE_SAVE,
  INVALID;

  /** Its VEX forms are of family AVX: VLDMXCSR and VSTMXCSR too. */
  boolean isSse() {
    return switch (this) {
      case SSE_MOVE, SSE_FLOAT, SSE_INTEGER, SSE_CRYPTOGRAPHY, STATE_SAVE -> true;
      default -> false;
    };
  }
}
