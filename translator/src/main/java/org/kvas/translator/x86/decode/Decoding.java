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
final class Decoding extends AddressForms {
  private static final Immediate ONE = new Immediate(1, 1);

  private final boolean[] features;
  private int opcodeByte;

  /** {@link OperandSize#index}. */
  private int sizes;

  Decoding(boolean[] features) {
    this.features = features;
  }

  Instruction decode(byte[] bytes, int offset, int limit, int codeBits) {
    start(bytes, offset, limit, codeBits);
    vex = false;
    int first = prefixes();
    Opcode row = startsVex(first) ? vexOpcode(first) : opcode(first);
    if (row == null) {
      return invalid();
    }
    operandSize = row.operandSizes[OperandSize.index(operandSize, longMode, 0)];
    sizes = OperandSize.index(operandSize, longMode, row.vectorBytes);
    List<Operand> operands = operands(row.operands);
    if (overrun()) {
      return tooLong() ? Decoder.TOO_LONG : Decoder.TRUNCATED;
    }
    if (operands == null
        || lock && !lockable(row.mnemonic, operands)
        || vex && !vexFits(row, operands)) {
      return invalid();
    }
    return new Instruction(
        row.mnemonic,
        length(),
        codeBits,
        operandSize,
        addressSize,
        prefixBits(row),
        row.qualifier.condition(),
        operands);
  }

  /** VEX.vvvv names nothing that is not used; a gather's three registers differ. */
  private boolean vexFits(Opcode row, List<Operand> operands) {
    if (!row.vvvv) {
      return !namesRegister;
    }
    return !(operands.get(1) instanceof Operand.Vsib vsib)
        || vsib.index() != vvvv && vsib.index() != reg() && vvvv != reg();
  }

  private static boolean lockable(Mnemonic mnemonic, List<Operand> operands) {
    return mnemonic.lockable() && operands.get(0) instanceof Memory;
  }

  private Instruction invalid() {
    if (overrun()) {
      return tooLong() ? Decoder.TOO_LONG : Decoder.TRUNCATED;
    }
    return new Instruction(
        Mnemonic.INVALID, length(), codeBits, operandSize, addressSize, 0, 0, List.of());
  }

  private int prefixBits(Opcode row) {
    if (vex) {
      return override << Instruction.PREFIX_SEGMENT_SHIFT
          | Instruction.PREFIX_VEX
          | (length256 ? Instruction.PREFIX_VEX_256 : 0);
    }
    Prefix mandatory = row.qualifier.prefix();
    int bits = override << Instruction.PREFIX_SEGMENT_SHIFT | (lock ? Instruction.PREFIX_LOCK : 0);
    if (repeat == REP && mandatory != Prefix.F3) {
      bits |= Instruction.PREFIX_REP;
    } else if (repeat == REPNE && mandatory != Prefix.F2) {
      bits |= Instruction.PREFIX_REPNE;
    }
    return bits;
  }

  /**
   * The row for the opcode that starts with {@code first}, ModRM taken if it has one; null where it
   * is undefined.
   */
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
    return select(map, b, prefixIndex());
  }

  private int prefixIndex() {
    return repeat == REP ? 2 : repeat == REPNE ? 3 : operandSizePrefix ? 1 : 0;
  }

  private @Nullable Opcode vexOpcode(int first) {
    OpcodeMap map = OpcodeMaps.vex(takeVex(first));
    opcodeByte = unsignedByte();
    return map == null ? null : select(map, opcodeByte, prefixIndex());
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
    if (row.variants != null) {
      row = row.variants[vex ? vexVariant() : Integer.numberOfTrailingZeros(operandSize)];
      if (row == null) {
        return null;
      }
    }
    return row.feature == null || features[row.feature.ordinal()] ? row : without(row);
  }

  /**
   * What an encoding means to a processor that lacks its feature: TZCNT and LZCNT are BSF and BSR
   * with a REP prefix that does nothing.
   */
  private static @Nullable Opcode without(Opcode row) {
    return switch (row.mnemonic) {
      case TZCNT -> OpcodeMaps.BSF;
      case LZCNT -> OpcodeMaps.BSR;
      default -> null;
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
        if (a == null || b == null || c == null) {
          return null;
        }
        Operand fourth = kinds.length == 3 ? null : operand(kinds[3]);
        return fourth == null ? List.of(a, b, c) : List.of(a, b, c, fourth);
    }
  }

  private int registerBytes(OperandKind kind) {
    return kind.registerBytes[sizes];
  }

  private int memoryBytes(OperandKind kind) {
    return kind.memoryBytes[sizes];
  }

  private @Nullable Operand operand(OperandKind kind) {
    return switch (kind.form) {
      case GENERAL_OR_MEMORY ->
          modrm >= 0xc0 ? general(rm(), registerBytes(kind)) : memory(memoryBytes(kind));
      case GENERAL -> general(reg(), registerBytes(kind));
      case MEMORY -> memory(memoryBytes(kind));
      case GENERAL_RM, GENERAL_RM_ANY_MOD -> general(rm(), registerBytes(kind));
      case OPCODE_GENERAL -> general(opcodeByte & 7 | (rex & REX_B) << 3, registerBytes(kind));
      case ACCUMULATOR -> Registers.general(0, registerBytes(kind));
      case CL -> Registers.CL;
      case DX -> Registers.DX;
      case VECTOR_OR_MEMORY ->
          modrm >= 0xc0 ? Registers.vector(rm(), registerBytes(kind)) : memory(memoryBytes(kind));
      case VECTOR -> Registers.vector(reg(), registerBytes(kind));
      case VECTOR_RM -> Registers.vector(rm(), registerBytes(kind));
      case VECTOR_VVVV -> Registers.vector(vvvv, registerBytes(kind));
      case GENERAL_VVVV -> Registers.general(vvvv, registerBytes(kind));
      case VECTOR_IS4 ->
          Registers.vector(unsignedByte() >> 4 & (longMode ? 15 : 7), registerBytes(kind));
      case VECTOR_INDEXED -> vsib(kind.memorySize, registerBytes(kind));
      case MMX_OR_MEMORY -> modrm >= 0xc0 ? Registers.MMX[modrm & 7] : memory(memoryBytes(kind));
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
      case UNSIGNED ->
          kind.registerSize == 1
              ? new Immediate(unsignedByte(), 1)
              : new Immediate(signedShort() & 0xffff, 2);
      case SIGNED_BYTE -> new Immediate(signedByte(), operandSize);
      case SIGNED -> new Immediate(operandSize == 2 ? signedShort() : signedInt(), operandSize);
      case FULL ->
          new Immediate(
              operandSize == 8 ? signedLong() : operandSize == 2 ? signedShort() : signedInt(),
              operandSize);
      case RELATIVE_BYTE -> new Relative(signedByte(), operandSize);
      case RELATIVE -> new Relative(operandSize == 2 ? signedShort() : signedInt(), operandSize);
      case FAR_POINTER -> farPointer();
      case OFFSET -> offset(memoryBytes(kind));
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

  private Operand general(int index, int size) {
    return size == 1 && rex == 0 && index >= 4
        ? Registers.HIGH[index - 4]
        : Registers.general(index, size);
  }
}
