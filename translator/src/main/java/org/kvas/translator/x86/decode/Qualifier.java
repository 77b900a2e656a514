package org.kvas.translator.x86.decode;

import org.jspecify.annotations.Nullable;

/**
 * What narrows an opcode map row beyond the opcode byte: mandatory prefix, ModRM, and the
 * superscripts of SDM Vol. 2D, A.2.5. Combined with {@link #and}.
 *
 * @param digit ModRM.reg, or -1
 * @param modrm the whole ModRM byte, or -1
 * @param operandSize the row applies to this effective operand size only, or 0
 * @param condition goes to {@link Instruction#condition()}
 * @param vectorBytes 16 or 32 by VEX.L, {@link #ANY_LENGTH} where that is ignored, 0 for rows
 *     without VEX
 * @param wide VEX.W, or -1 where it is ignored or only chooses the operand size
 * @param feature overrides the mnemonic's
 */
record Qualifier(
    Prefix prefix,
    Superscript superscript,
    int digit,
    int modrm,
    boolean register,
    int operandSize,
    int condition,
    int vectorBytes,
    int wide,
    @Nullable Feature feature) {

  /** Mandatory prefix; {@code ANY} rows take a prefix for what it usually means. */
  enum Prefix {
    NONE,
    P66,
    F3,
    F2,
    ANY,
    /** NFx: neither F2 nor F3; 66 has its usual meaning. */
    NFX
  }

  enum Superscript {
    ALL,
    /** Invalid in 64-bit mode. */
    I64,
    /** Valid only in 64-bit mode. */
    O64,
    /** The operand size is 64 bits in 64-bit mode, 16 with a 66 prefix. */
    D64,
    /** The operand size is 64 bits in 64-bit mode, whatever the prefixes. */
    F64
  }

  /** {@link #vectorBytes} of a VEX row that takes either value of VEX.L. */
  static final int ANY_LENGTH = 1;

  static final Qualifier PLAIN =
      new Qualifier(Prefix.ANY, Superscript.ALL, -1, -1, false, 0, 0, 0, -1, null);
  static final Qualifier NP = prefix(Prefix.NONE);
  static final Qualifier P66 = prefix(Prefix.P66);
  static final Qualifier F3 = prefix(Prefix.F3);
  static final Qualifier F2 = prefix(Prefix.F2);
  static final Qualifier NFX = prefix(Prefix.NFX);
  static final Qualifier I64 = superscript(Superscript.I64);
  static final Qualifier O64 = superscript(Superscript.O64);
  static final Qualifier D64 = superscript(Superscript.D64);
  static final Qualifier F64 = superscript(Superscript.F64);

  /** ModRM.mod is 3. */
  static final Qualifier REGISTER =
      new Qualifier(Prefix.ANY, Superscript.ALL, -1, -1, true, 0, 0, 0, -1, null);

  /** VEX.128 and VEX.LZ. */
  static final Qualifier L128 = vex(16, -1);

  static final Qualifier L256 = vex(32, -1);

  /** VEX.LIG. */
  static final Qualifier LIG = vex(ANY_LENGTH, -1);

  static final Qualifier W0 = vex(0, 0);
  static final Qualifier W1 = vex(0, 1);

  private static Qualifier prefix(Prefix prefix) {
    return new Qualifier(prefix, Superscript.ALL, -1, -1, false, 0, 0, 0, -1, null);
  }

  private static Qualifier superscript(Superscript superscript) {
    return new Qualifier(Prefix.ANY, superscript, -1, -1, false, 0, 0, 0, -1, null);
  }

  private static Qualifier vex(int vectorBytes, int wide) {
    return new Qualifier(Prefix.ANY, Superscript.ALL, -1, -1, false, 0, 0, vectorBytes, wide, null);
  }

  static Qualifier digit(int reg) {
    return new Qualifier(Prefix.ANY, Superscript.ALL, reg, -1, false, 0, 0, 0, -1, null);
  }

  static Qualifier modrm(int value) {
    return new Qualifier(Prefix.ANY, Superscript.ALL, -1, value, false, 0, 0, 0, -1, null);
  }

  static Qualifier size(int bytes) {
    return new Qualifier(Prefix.ANY, Superscript.ALL, -1, -1, false, bytes, 0, 0, -1, null);
  }

  static Qualifier condition(int code) {
    return new Qualifier(Prefix.ANY, Superscript.ALL, -1, -1, false, 0, code, 0, -1, null);
  }

  static Qualifier feature(Feature feature) {
    return new Qualifier(Prefix.ANY, Superscript.ALL, -1, -1, false, 0, 0, 0, -1, feature);
  }

  Qualifier and(Qualifier o) {
    return new Qualifier(
        o.prefix == Prefix.ANY ? prefix : o.prefix,
        o.superscript == Superscript.ALL ? superscript : o.superscript,
        Math.max(digit, o.digit),
        Math.max(modrm, o.modrm),
        register | o.register,
        operandSize | o.operandSize,
        condition | o.condition,
        vectorBytes | o.vectorBytes,
        Math.max(wide, o.wide),
        o.feature == null ? feature : o.feature);
  }

  boolean readsModrm() {
    return digit >= 0 || modrm >= 0 || register;
  }

  boolean vex() {
    return vectorBytes != 0;
  }
}
