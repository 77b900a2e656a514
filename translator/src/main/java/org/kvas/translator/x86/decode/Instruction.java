package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.semantics.Flags.CF;
import static org.kvas.translator.x86.semantics.Flags.OF;
import static org.kvas.translator.x86.semantics.Flags.PF;
import static org.kvas.translator.x86.semantics.Flags.SF;
import static org.kvas.translator.x86.semantics.Flags.ZF;

import java.util.List;

/**
 * One decoded instruction, independent of its address and of any virtual machine.
 *
 * <p>Operands stand in Intel order, destination first. Implicit operands (the accumulator of MUL,
 * the registers of string operations) are not listed, except those that the encoding lets vary: the
 * accumulator of {@code IN AL, DX}, the CL or 1 of a shift, ST(0) of an x87 instruction with two
 * operands.
 *
 * @param length in bytes, 1 to 15
 * @param codeBits size of the code segment it was decoded for: 16, 32 or 64
 * @param operandSize effective operand size in bytes: 1, 2, 4 or 8; for byte instructions 1
 * @param addressSize effective address size in bytes: 2, 4 or 8
 * @param prefixes a set of the PREFIX_ bits; a mandatory prefix (66, F2, F3 that selects an SSE
 *     opcode) is not in it
 * @param condition 0 to 15 as in the opcode's low nibble (0 O, 1 NO, 2 B, ... 15 G), 0 for
 *     mnemonics without one; for PREFETCH the hint: 0 NTA, 1 T0, 2 T1, 3 T2, 4 W, 5 WT1
 */
public record Instruction(
    Mnemonic mnemonic,
    int length,
    int codeBits,
    int operandSize,
    int addressSize,
    int prefixes,
    int condition,
    List<Operand> operands) {

  public static final int PREFIX_LOCK = 1;
  public static final int PREFIX_REP = 2;
  public static final int PREFIX_REPNE = 4;

  /** Encoded with a VEX prefix. */
  public static final int PREFIX_VEX = 8;

  /** VEX.L: vectors are of 32 bytes, where the instruction does not ignore it. */
  public static final int PREFIX_VEX_256 = 1 << 7;

  /**
   * The segment override's register + 1 in bits 4 to 6 of {@link #prefixes()}; 0 for none. String
   * instructions need it.
   */
  public static final int PREFIX_SEGMENT_SHIFT = 4;

  /** What conditions test, by pairs. SDM Vol. 1, B.1. */
  private static final int[] CONDITION_FLAGS = {OF, CF, ZF, CF | ZF, SF, PF, SF | OF, ZF | SF | OF};

  public Operand operand(int i) {
    return operands.get(i);
  }

  /**
   * Who serves it: that of the mnemonic, but {@link Family#AVX} for the VEX forms of SSE
   * instructions, which share the mnemonic.
   */
  public Family family() {
    Family family = mnemonic.family();
    return has(PREFIX_VEX) && family.isSse() ? Family.AVX : family;
  }

  /** Status flags it may depend on. */
  public int flagsRead() {
    return switch (mnemonic) {
      case JCC, SETCC, CMOVCC -> CONDITION_FLAGS[condition >> 1];
      default -> mnemonic.flagsRead();
    };
  }

  public boolean has(int prefix) {
    return (prefixes & prefix) != 0;
  }

  /** The overriding segment register, or {@code dflt} where there is no override. */
  public int segment(int dflt) {
    int s = prefixes >>> PREFIX_SEGMENT_SHIFT & 7;
    return s == 0 ? dflt : s - 1;
  }

  /** {@link Mnemonic#endsBlock()}, or a repeated string instruction, which may stop half-way. */
  public boolean endsBlock() {
    return mnemonic.endsBlock()
        || mnemonic.family() == Family.STRING && has(PREFIX_REP | PREFIX_REPNE);
  }
}
