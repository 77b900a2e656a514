package org.kvas.runtime.oracle;

/**
 * An opcode with what belongs to it, operands open.
 *
 * @param prefixes before REX: a mandatory prefix, or an operand-size prefix; or none
 * @param wide REX.W
 * @param vex the two bytes behind C4, or 0
 * @param opcode with its escapes; the opcode alone behind VEX
 * @param reg of ModRM
 * @param rm of ModRM of a register form
 */
record Encoding(int[] prefixes, boolean wide, int vex, int[] opcode, Form form, int reg, int rm) {
  /** What follows the opcode. */
  enum Form {
    PLAIN,
    MEMORY,
    REGISTER
  }

  boolean isVex() {
    return vex != 0;
  }
}
