package org.kvas.translator.x86.decode;

/**
 * The prefixes before an opcode, and the sizes that follow from them. SDM Vol. 2A, 2.1.1, 2.2.1.
 */
class Prefixes extends CodeBytes {
  static final int REX_W = 8;
  static final int REX_R = 4;
  static final int REX_X = 2;
  static final int REX_B = 1;

  private static final int OPERAND_SIZE = 0x66;
  private static final int ADDRESS_SIZE = 0x67;
  private static final int LOCK = 0xf0;
  static final int REPNE = 0xf2;
  static final int REP = 0xf3;

  /** Per byte: 0 no legacy prefix, 1 to 6 segment override + 1, 7 another. */
  private static final byte[] PREFIX_CLASS = prefixClasses();

  private static final int OTHER_PREFIX = 7;
  private static final int REX = 0x40;

  int codeBits;
  boolean longMode;

  int rex;
  boolean operandSizePrefix;
  boolean lock;

  /** 0, F2 or F3: the last one counts. */
  int repeat;

  /** The segment override in force + 1, or 0. */
  int override;

  /** Effective, in bytes. */
  int operandSize;

  int addressSize;

  private boolean addressSizePrefix;

  /** Forgets the instruction before. */
  final void start(byte[] bytes, int offset, int limit, int codeBits) {
    start(bytes, offset, limit);
    this.codeBits = codeBits;
    longMode = codeBits == 64;
    rex = 0;
    operandSizePrefix = false;
    addressSizePrefix = false;
    lock = false;
    repeat = 0;
    override = 0;
  }

  /** Takes the prefixes, works out the sizes and returns the byte behind. */
  final int prefixes() {
    int b = skipPrefixes();
    boolean addressOfFour = (codeBits == 32) != addressSizePrefix;
    addressSize = longMode ? (addressSizePrefix ? 4 : 8) : addressOfFour ? 4 : 2;
    operandSize = (rex & REX_W) != 0 ? 8 : (codeBits == 16) != operandSizePrefix ? 2 : 4;
    return b;
  }

  /** REX counts only if it is the last. */
  private int skipPrefixes() {
    for (; ; ) {
      int b = unsignedByte();
      int kind = PREFIX_CLASS[b];
      if (kind == 0) {
        if (!longMode) {
          return b;
        }
        b = takeRex(b);
        if (rex == 0 || PREFIX_CLASS[b] == 0 && (b & 0xf0) != REX) {
          return b;
        }
        giveBack();
      } else if (kind == OTHER_PREFIX) {
        legacyPrefix(b);
      } else if (!longMode || kind > 4) {
        override = kind;
      }
    }
  }

  /**
   * Returns the byte behind REX if {@code b} is that, or {@code b}; half of all code has it, so
   * without branching.
   */
  private int takeRex(int b) {
    int isRex = (b >> 4 ^ REX >> 4) - 1 >>> 31;
    rex = b & -isRex;
    return sameOrNextByte(isRex);
  }

  private void legacyPrefix(int b) {
    switch (b) {
      case OPERAND_SIZE -> operandSizePrefix = true;
      case ADDRESS_SIZE -> addressSizePrefix = true;
      case LOCK -> lock = true;
      default -> repeat = b;
    }
  }

  private static byte[] prefixClasses() {
    byte[] classes = new byte[256];
    int[] segments = {0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65};
    for (int i = 0; i < segments.length; i++) {
      classes[segments[i]] = (byte) (i + 1);
    }
    for (int b : new int[] {OPERAND_SIZE, ADDRESS_SIZE, LOCK, REPNE, REP}) {
      classes[b] = OTHER_PREFIX;
    }
    return classes;
  }
}
