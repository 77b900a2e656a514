package org.kvas.translator.x86.decode;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Operand.FarPointer;
import org.kvas.translator.x86.decode.Operand.Immediate;
import org.kvas.translator.x86.decode.Operand.Memory;
import org.kvas.translator.x86.decode.Operand.Relative;
import org.kvas.translator.x86.decode.Qualifier.Prefix;

/** One instruction being decoded: prefixes, opcode, operands. SDM Vol. 2A, chapter 2. */
final class Decoding extends CodeBytes {
  private static final int REX_W = 8;
  private static final int REX_R = 4;
  private static final int REX_X = 2;
  private static final int REX_B = 1;

  private static final int OPERAND_SIZE = 0x66;
  private static final int ADDRESS_SIZE = 0x67;
  private static final int LOCK = 0xf0;
  private static final int REPNE = 0xf2;
  private static final int REP = 0xf3;

  /** Per byte: 0 no prefix, 1 to 6 segment override + 1, 7 another legacy prefix, 8 REX. */
  private static final byte[] PREFIX_CLASS = prefixClasses();

  private static final int OTHER_PREFIX = 7;
  private static final int REX = 8;

  private static final Immediate ONE = new Immediate(1, 1);

  private final int codeBits;
  private final boolean longMode;
  private final boolean[] features;

  private int rex;
  private boolean operandSizePrefix;
  private boolean addressSizePrefix;
  private boolean lock;

  /** 0, F2 or F3: the last one counts. */
  private int repeat;

  /** The override in force + 1, or 0. */
  private int override;

  private int opcodeByte;
  private int modrm;
  private int operandSize;
  private int addressSize;

  Decoding(byte[] bytes, int offset, int limit, int codeBits, boolean[] features) {
    super(bytes, offset, limit);
    this.codeBits = codeBits;
    this.longMode = codeBits == 64;
    this.features = features;
  }

  Instruction decode() {
    int first = prefixes();
    addressSize = longMode ? (addressSizePrefix ? 4 : 8) : (codeBits == 32) != addressSizePrefix ? 4 : 2;
    operandSize = (rex & REX_W) != 0 ? 8 : (codeBits == 16) != operandSizePrefix ? 2 : 4;
    Opcode row = opcode(first);
    if (row == null) {
      return invalid();
    }
    operandSize = operandSize(row.sizing);
    List<Operand> operands = operands(row.operands);
    if (overrun()) {
      return tooLong() ? Decoder.TOO_LONG : Decoder.TRUNCATED;
    }
    if (operands == null || lock && !lockable(row.mnemonic, operands)) {
      return invalid();
    }
    return new Instruction(
        row.mnemonic, length(), codeBits, operandSize, addressSize, prefixBits(row), row.qualifier.condition(), operands);
  }

  private static boolean lockable(Mnemonic mnemonic, List<Operand> operands) {
    return mnemonic.lockable() && operands.get(0) instanceof Memory;
  }

  private Instruction invalid() {
    if (overrun()) {
      return tooLong() ? Decoder.TOO_LONG : Decoder.TRUNCATED;
    }
    return new Instruction(Mnemonic.INVALID, length(), codeBits, operandSize, addressSize, 0, 0, List.of());
  }

  private int prefixBits(Opcode row) {
    Prefix mandatory = row.qualifier.prefix();
    int bits = override << Instruction.PREFIX_SEGMENT_SHIFT | (lock ? Instruction.PREFIX_LOCK : 0);
    if (repeat == REP && mandatory != Prefix.F3) {
      bits |= Instruction.PREFIX_REP;
    } else if (repeat == REPNE && mandatory != Prefix.F2) {
      bits |= Instruction.PREFIX_REPNE;
    }
    return bits;
  }

  // Prefixes and opcode

  /** Takes the prefixes and returns the byte behind them. REX counts only if it is the last. */
  private int prefixes() {
    for (; ; ) {
      int b = unsignedByte();
      int kind = PREFIX_CLASS[b];
      if (kind == 0 || kind == REX && !longMode) {
        return b;
      }
      if (kind == REX) {
        rex = b;
        continue;
      }
      rex = 0;
      if (kind < OTHER_PREFIX) {
        if (!longMode || kind > 4) {
          override = kind;
        }
      } else {
        legacyPrefix(b);
      }
    }
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
    for (int b = 0x40; b < 0x50; b++) {
      classes[b] = REX;
    }
    return classes;
  }

  /** The row for the opcode that starts with {@code first}, ModRM taken if it has one; null where it is undefined. */
  private @Nullable Opcode opcode(int first) {
    OpcodeMap map = OpcodeMaps.ONE_BYTE;
    int b = first;
    if (b == 0x0f) {
      map = OpcodeMaps.TWO_BYTE;
      b = unsignedByte();
      if (b == 0x38) {
        map = OpcodeMaps.THREE_BYTE_38;
        b = unsignedByte();
      } else if (b == 0x3a) {
        map = OpcodeMaps.THREE_BYTE_3A;
        b = unsignedByte();
      }
    } else if (b == 0x90 && (rex & REX_B) != 0 && repeat != REP) {
      opcodeByte = b;
      return select(map, 0x91, 0);
    }
    opcodeByte = b;
    return select(map, b, repeat == REP ? 2 : repeat == REPNE ? 3 : operandSizePrefix ? 1 : 0);
  }

  private @Nullable Opcode select(OpcodeMap map, int b, int prefix) {
    Opcode[] slot = map.slot(b, prefix, longMode ? 1 : 0);
    if (slot == null) {
      return null;
    }
    Opcode row = slot[0];
    if (slot.length > 1) {
      modrm = unsignedByte();
      row = slot[OpcodeMap.form(modrm)];
      if (row == null) {
        return null;
      }
    } else if (row.modrm) {
      modrm = unsignedByte();
    }
    if (row.bySize != null) {
      row = row.bySize[Integer.numberOfTrailingZeros(operandSize)];
      if (row == null) {
        return null;
      }
    }
    return row.feature == null || features[row.feature.ordinal()] ? row : without(row);
  }

  /** What an encoding means to a processor that lacks its feature: TZCNT and LZCNT are BSF and BSR with a REP prefix that does nothing. */
  private static @Nullable Opcode without(Opcode row) {
    return switch (row.mnemonic) {
      case TZCNT -> OpcodeMaps.BSF;
      case LZCNT -> OpcodeMaps.BSR;
      default -> null;
    };
  }

  private int operandSize(Opcode.Sizing sizing) {
    return switch (sizing) {
      case VARIABLE -> operandSize;
      case BYTE -> 1;
      case AT_MOST_32 -> Math.min(operandSize, 4);
      case DEFAULT_64 -> longMode && operandSize != 2 ? 8 : operandSize;
      case FORCED_64 -> longMode ? 8 : operandSize;
      case NATURAL -> longMode ? 8 : 4;
      case MANDATORY_66 -> operandSize == 8 ? 8 : 4;
    };
  }

  // Operands

  /** Null where an operand is undefined. */
  private @Nullable List<Operand> operands(OperandKind[] kinds) {
    switch (kinds.length) {
      case 0:
        return List.of();
      case 1:
        if (kinds[0].form == OperandForm.IMPLICIT) {
          return List.of();
        }
        Operand only = operand(kinds[0]);
        return only == null ? null : List.of(only);
      case 2:
        if (kinds[0].form == OperandForm.IMPLICIT) {
          return List.of();
        }
        Operand first = operand(kinds[0]);
        Operand second = operand(kinds[1]);
        return first == null || second == null ? null : List.of(first, second);
      default:
        Operand a = operand(kinds[0]);
        Operand b = operand(kinds[1]);
        Operand c = operand(kinds[2]);
        return a == null || b == null || c == null ? null : List.of(a, b, c);
    }
  }

  private int bytes(int sizeCode) {
    return sizeCode >= 0 ? sizeCode : OperandSize.bytes(sizeCode, operandSize, longMode);
  }

  private @Nullable Operand operand(OperandKind kind) {
    return switch (kind.form) {
      case GENERAL_OR_MEMORY -> modrm >= 0xc0 ? general(rm(), bytes(kind.registerSize)) : memory(bytes(kind.memorySize));
      case GENERAL -> general(reg(), bytes(kind.registerSize));
      case MEMORY -> memory(bytes(kind.memorySize));
      case GENERAL_RM, GENERAL_RM_ANY_MOD -> general(rm(), bytes(kind.registerSize));
      case OPCODE_GENERAL -> general(opcodeByte & 7 | (rex & REX_B) << 3, bytes(kind.registerSize));
      case ACCUMULATOR -> Registers.general(0, bytes(kind.registerSize));
      case CL -> Registers.CL;
      case DX -> Registers.DX;
      case VECTOR_OR_MEMORY -> modrm >= 0xc0 ? Registers.vector(rm(), bytes(kind.registerSize)) : memory(bytes(kind.memorySize));
      case VECTOR -> Registers.vector(reg(), bytes(kind.registerSize));
      case VECTOR_RM -> Registers.vector(rm(), bytes(kind.registerSize));
      case MMX_OR_MEMORY -> modrm >= 0xc0 ? Registers.MMX[modrm & 7] : memory(bytes(kind.memorySize));
      case MMX -> Registers.MMX[modrm >> 3 & 7];
      case MMX_RM -> Registers.MMX[modrm & 7];
      case ST0 -> Registers.ST[0];
      case STI -> Registers.ST[modrm & 7];
      case SEGMENT, CONTROL, DEBUG, ES, CS, SS, DS, FS, GS -> systemRegister(kind);
      default -> constant(kind);
    };
  }

  private @Nullable Operand systemRegister(OperandKind kind) {
    return switch (kind.form) {
      case SEGMENT -> segmentRegister(modrm >> 3 & 7);
      case CONTROL -> controlRegister(reg());
      case DEBUG -> reg() > 7 ? null : (longMode ? Registers.DEBUG_64 : Registers.DEBUG_32)[reg()];
      default -> Registers.SEGMENT[kind.form.ordinal() - OperandForm.ES.ordinal()];
    };
  }

  /** There are six, and CS cannot be loaded by MOV. */
  private @Nullable Operand segmentRegister(int index) {
    boolean load = opcodeByte == 0x8e;
    return index > 5 || load && index == 1 ? null : Registers.SEGMENT[index];
  }

  /** CR0, CR2, CR3, CR4 and CR8. */
  private @Nullable Operand controlRegister(int index) {
    boolean defined = (0b1_0001_1101 >> index & 1) != 0;
    return defined ? (longMode ? Registers.CONTROL_64 : Registers.CONTROL_32)[index] : null;
  }

  private @Nullable Operand constant(OperandKind kind) {
    return switch (kind.form) {
      case UNSIGNED -> kind.registerSize == 1 ? new Immediate(unsignedByte(), 1) : new Immediate(signedShort() & 0xffff, 2);
      case SIGNED_BYTE -> new Immediate(signedByte(), operandSize);
      case SIGNED -> new Immediate(operandSize == 2 ? signedShort() : signedInt(), operandSize);
      case FULL -> new Immediate(operandSize == 8 ? signedLong() : operandSize == 2 ? signedShort() : signedInt(), operandSize);
      case RELATIVE_BYTE -> new Relative(signedByte(), operandSize);
      case RELATIVE -> new Relative(operandSize == 2 ? signedShort() : signedInt(), operandSize);
      case FAR_POINTER -> farPointer();
      case OFFSET -> offset(bytes(kind.memorySize));
      case ONE -> ONE;
      default -> null;
    };
  }

  private Operand farPointer() {
    long offset = operandSize == 2 ? signedShort() & 0xffff : signedInt() & 0xffffffffL;
    return new FarPointer(signedShort() & 0xffff, offset, operandSize);
  }

  private Operand offset(int size) {
    long displacement =
        switch (addressSize) {
          case 2 -> signedShort() & 0xffff;
          case 4 -> signedInt() & 0xffffffffL;
          default -> signedLong();
        };
    return memory(VcpuState.DS, Operand.NO_REGISTER, Operand.NO_REGISTER, 0, displacement, size);
  }

  private int reg() {
    return modrm >> 3 & 7 | (rex & REX_R) << 1;
  }

  private int rm() {
    return modrm & 7 | (rex & REX_B) << 3;
  }

  private Operand general(int index, int size) {
    return size == 1 && rex == 0 && index >= 4 ? Registers.HIGH[index - 4] : Registers.general(index, size);
  }

  // Memory operands. SDM Vol. 2A, tables 2-1 to 2-3.

  private Memory memory(int size) {
    return addressSize == 2 ? memory16(size) : memory32(size);
  }

  private Memory memory(int segment, int base, int index, int scale, long displacement, int size) {
    return new Memory(override == 0 ? segment : override - 1, base, index, scale, displacement, addressSize, size);
  }

  private static final int[] BASE_16 = {3, 3, 5, 5, 6, 7, 5, 3};
  private static final int[] INDEX_16 = {6, 7, 6, 7, 16, 16, 16, 16};

  private Memory memory16(int size) {
    int mod = modrm >> 6;
    int rm = modrm & 7;
    if (mod == 0 && rm == 6) {
      return memory(VcpuState.DS, Operand.NO_REGISTER, Operand.NO_REGISTER, 0, signedShort(), size);
    }
    int base = BASE_16[rm];
    int displacement = mod == 0 ? 0 : mod == 1 ? signedByte() : signedShort();
    return memory(base == 5 ? VcpuState.SS : VcpuState.DS, base, INDEX_16[rm], 0, displacement, size);
  }

  private Memory memory32(int size) {
    int mod = modrm >> 6;
    int rm = modrm & 7;
    int base = rm();
    int index = Operand.NO_REGISTER;
    int scale = 0;
    if (rm == 4) {
      int sib = unsignedByte();
      base = sib & 7 | (rex & REX_B) << 3;
      int x = sib >> 3 & 7 | (rex & REX_X) << 2;
      if (x != 4) {
        index = x;
        scale = sib >> 6;
      }
      if (mod == 0 && (sib & 7) == 5) {
        return memory(VcpuState.DS, Operand.NO_REGISTER, index, scale, signedInt(), size);
      }
    } else if (mod == 0 && rm == 5) {
      return memory(VcpuState.DS, longMode ? Operand.RIP : Operand.NO_REGISTER, Operand.NO_REGISTER, 0, signedInt(), size);
    }
    int displacement = mod == 0 ? 0 : mod == 1 ? signedByte() : signedInt();
    return memory(base == 4 || base == 5 ? VcpuState.SS : VcpuState.DS, base, index, scale, displacement, size);
  }
}
