package org.kvas.translator.x86.decode;

/**
 * The two- and three-byte VEX prefixes, with what they encode of the opcode and the operands. SDM
 * Vol. 2A, 2.3.5.
 */
class VexPrefix extends Prefixes {
  private static final int TWO_BYTE = 0xc5;
  private static final int THREE_BYTE = 0xc4;

  boolean vex;

  /** VEX.vvvv as a register number. Outside 64-bit mode its top bit is ignored. */
  int vvvv;

  /** VEX.vvvv is not 1111b, as it must be where it is not used: the top bit counts in any mode. */
  boolean namesRegister;

  /** VEX.L. */
  boolean length256;

  /** VEX.W, which outside 64-bit mode is no operand size. */
  boolean wide;

  /**
   * Whether a VEX prefix starts with {@code first}; outside 64-bit mode LES and LDS with a register
   * operand, which they do not take, give way to it.
   */
  final boolean startsVex(int first) {
    return (first == TWO_BYTE || first == THREE_BYTE) && (longMode || peek() >= 0xc0);
  }

  /**
   * Takes the rest of the prefix.
   *
   * @return the map: 1 for 0F, 2 for 0F 38, 3 for 0F 3A, others undefined
   */
  final int takeVex(int first) {
    boolean allowed = !lock && !operandSizePrefix && repeat == 0 && rex == 0;
    vex = true;
    int inverted = ~unsignedByte();
    rex = inverted >> 5 & REX_R;
    int map = 1;
    int last = inverted;
    wide = false;
    if (first == THREE_BYTE) {
      rex = inverted >> 5 & (longMode ? REX_R | REX_X | REX_B : 0);
      map = ~inverted & 0x1f;
      last = ~unsignedByte();
      wide = (last & 0x80) == 0;
    }
    if (wide && longMode) {
      rex |= REX_W;
    }
    operandSize = wide && longMode ? 8 : 4;
    int field = last >> 3 & 15;
    namesRegister = field != 0;
    vvvv = longMode ? field : field & 7;
    length256 = (last & 4) == 0;
    mandatoryPrefix(~last & 3);
    return allowed ? map : 0;
  }

  private void mandatoryPrefix(int pp) {
    operandSizePrefix = pp == 1;
    repeat = pp == 2 ? REP : pp == 3 ? REPNE : 0;
  }

  /** VEX.L and VEX.W as the index of an opcode's variants. */
  final int vexVariant() {
    return (length256 ? 2 : 0) | (wide ? 1 : 0);
  }
}
