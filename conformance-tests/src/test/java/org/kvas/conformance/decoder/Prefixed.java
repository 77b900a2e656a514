package org.kvas.conformance.decoder;

/**
 * The prefixes that some code starts with.
 *
 * @param opcode the offset of what is behind them
 */
record Prefixed(byte[] code, boolean longMode, int opcode) {
  static Prefixed of(Difference difference) {
    boolean longMode = difference.codeBits() == 64;
    int count = 0;
    while (count < difference.code().length && isPrefix(difference.code()[count], longMode)) {
      count++;
    }
    return new Prefixed(difference.code(), longMode, count);
  }

  static boolean isPrefix(byte b, boolean longMode) {
    return switch (b & 0xff) {
      case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3 -> true;
      default -> isRex(b, longMode);
    };
  }

  static boolean isRex(byte b, boolean longMode) {
    return longMode && (b & 0xf0) == 0x40;
  }

  boolean has(int prefix) {
    for (int i = 0; i < opcode; i++) {
      if ((code[i] & 0xff) == prefix) {
        return true;
      }
    }
    return false;
  }

  /** REX.R of the REX prefix that has effect. */
  int rexR() {
    return opcode > 0 && isRex(code[opcode - 1], longMode) ? code[opcode - 1] >> 2 & 1 : 0;
  }

  /** VEX.L, where there is a VEX prefix. */
  boolean vexL() {
    return (at(at(0) == 0xc4 ? 2 : 1) & 4) != 0;
  }

  /** F2 or F3, whichever is last, or 0. */
  int repeat() {
    for (int i = opcode - 1; i >= 0; i--) {
      if ((code[i] & 0xfe) == 0xf2) {
        return code[i] & 0xff;
      }
    }
    return 0;
  }

  /** Whether the opcode starts with these bytes. */
  boolean starts(int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (at(i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether the byte so many behind the opcode's first could be a prefix. */
  boolean isPrefix(int i) {
    return opcode + i < code.length && isPrefix(code[opcode + i], longMode);
  }

  /** The byte so many behind the opcode's first. */
  int at(int i) {
    return opcode + i < code.length ? code[opcode + i] & 0xff : -1;
  }
}
