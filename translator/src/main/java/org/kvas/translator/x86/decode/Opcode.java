package org.kvas.translator.x86.decode;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.x86.decode.Qualifier.Prefix;
import org.kvas.translator.x86.decode.Qualifier.Superscript;

/** One row of an opcode map: an encoding and what it stands for. */
final class Opcode {
  /** How the operand size follows from the prefixes. */
  enum Sizing {
    /** By 66 and REX.W. */
    VARIABLE,
    BYTE,
    /** 32 bits at most: port I/O has no 64-bit form. */
    AT_MOST_32,
    DEFAULT_64,
    FORCED_64,
    /**
     * 32 bits, 64 in 64-bit mode, whatever the prefixes: MOV to and from control and debug
     * registers.
     */
    NATURAL,
    /** 66 is part of the opcode: 4, or 8 by REX.W. */
    MANDATORY_66,
    /** 4, or 8 by VEX.W in 64-bit mode. */
    VEX;

    private int operandSize(int given, boolean longMode) {
      return switch (this) {
        case VARIABLE, VEX -> given;
        case BYTE -> 1;
        case AT_MOST_32 -> Math.min(given, 4);
        case DEFAULT_64 -> longMode && given != 2 ? 8 : given;
        case FORCED_64 -> longMode ? 8 : given;
        case NATURAL -> longMode ? 8 : 4;
        case MANDATORY_66 -> given == 8 ? 8 : 4;
      };
    }

    /** By {@link OperandSize#index} of what the prefixes ask for. */
    private byte[] operandSizes() {
      byte[] sizes = new byte[8];
      for (int given = 1; given <= 8; given *= 2) {
        sizes[OperandSize.index(given, false, 0)] = (byte) operandSize(given, false);
        sizes[OperandSize.index(given, true, 0)] = (byte) operandSize(given, true);
      }
      return sizes;
    }
  }

  /** The opcode's last byte. */
  final int opcode;

  final Qualifier qualifier;
  final Mnemonic mnemonic;
  final OperandKind[] operands;
  final Sizing sizing;

  /** By {@link OperandSize#index}. */
  final byte[] operandSizes;

  final int vectorBytes;
  final boolean modrm;

  /** VEX.vvvv names an operand; else it must not name any. */
  final boolean vvvv;

  final @Nullable Feature feature;

  /**
   * The same encoding's rows by log2 of the operand size, or by VEX.L and VEX.W, where that
   * selects; such an opcode is only a fork.
   */
  final @Nullable Opcode @Nullable [] variants;

  Opcode(int opcode, Qualifier qualifier, Mnemonic mnemonic, OperandKind... operands) {
    this.opcode = opcode;
    this.qualifier = qualifier;
    this.mnemonic = mnemonic;
    this.operands = operands;
    this.variants = null;
    vvvv = Arrays.stream(operands).anyMatch(OperandKind::inVvvv);
    modrm = qualifier.readsModrm() || anyInModrm(operands);
    sizing = sizing(qualifier, operands);
    operandSizes = sizing.operandSizes();
    vectorBytes = qualifier.vectorBytes();
    feature = gate(qualifier, mnemonic);
  }

  /** A fork. */
  Opcode(@Nullable Opcode[] variants) {
    Opcode first = Arrays.stream(variants).filter(Objects::nonNull).findFirst().orElseThrow();
    opcode = first.opcode;
    qualifier = first.qualifier;
    mnemonic = first.mnemonic;
    operands = first.operands;
    sizing = first.sizing;
    operandSizes = first.operandSizes;
    vectorBytes = first.vectorBytes;
    modrm = first.modrm;
    vvvv = first.vvvv;
    feature = first.feature;
    this.variants = variants;
  }

  private static boolean anyInModrm(OperandKind[] operands) {
    for (OperandKind kind : operands) {
      if (kind.inModrm()) {
        return true;
      }
    }
    return false;
  }

  private static Sizing sizing(Qualifier qualifier, OperandKind[] operands) {
    if (qualifier.vex()) {
      return Sizing.VEX;
    }
    if (operands.length > 1 && (operands[0] == OperandKind.Rm || operands[1] == OperandKind.Rm)) {
      return Sizing.NATURAL;
    }
    if (qualifier.superscript() == Superscript.D64) {
      return Sizing.DEFAULT_64;
    }
    if (qualifier.superscript() == Superscript.F64) {
      return Sizing.FORCED_64;
    }
    if (qualifier.prefix() == Prefix.P66) {
      return Sizing.MANDATORY_66;
    }
    for (OperandKind kind : operands) {
      switch (kind) {
        case Eb, Gb, Zb, Ob, AL, Xb, Yb -> {
          return Sizing.BYTE;
        }
        case Xz, Yz, eAX -> {
          return Sizing.AT_MOST_32;
        }
        case DX, Ib -> {}
        default -> {
          return Sizing.VARIABLE;
        }
      }
    }
    return Sizing.VARIABLE;
  }

  /** The XMM forms of MMX instructions, and of those SSE added to MMX, came with SSE2. */
  private static @Nullable Feature gate(Qualifier qualifier, Mnemonic mnemonic) {
    if (qualifier.feature() != null) {
      return qualifier.feature();
    }
    Feature base = mnemonic.feature();
    boolean vectorForm = qualifier.prefix() == Prefix.P66 || qualifier.prefix() == Prefix.F3;
    boolean older = base == Feature.MMX || base == Feature.SSE && qualifier.prefix() == Prefix.P66;
    return vectorForm && older ? Feature.SSE2 : base;
  }

  boolean memoryOnly() {
    for (OperandKind kind : operands) {
      if (kind.memoryOnly()) {
        return true;
      }
    }
    return false;
  }

  boolean registerOnly() {
    for (OperandKind kind : operands) {
      if (kind.registerOnly()) {
        return true;
      }
    }
    return qualifier.register();
  }

  @Override
  public String toString() {
    return Integer.toHexString(opcode) + " " + mnemonic;
  }
}
