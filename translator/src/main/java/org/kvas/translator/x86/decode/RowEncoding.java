package org.kvas.translator.x86.decode;

import static org.kvas.translator.state.VcpuState.DS;
import static org.kvas.translator.state.VcpuState.FS;
import static org.kvas.translator.state.VcpuState.SS;

import org.jspecify.annotations.Nullable;
import org.kvas.translator.x86.decode.Operand.ControlRegister;
import org.kvas.translator.x86.decode.Operand.DebugRegister;
import org.kvas.translator.x86.decode.Operand.FarPointer;
import org.kvas.translator.x86.decode.Operand.Gpr;
import org.kvas.translator.x86.decode.Operand.Immediate;
import org.kvas.translator.x86.decode.Operand.Memory;
import org.kvas.translator.x86.decode.Operand.Mmx;
import org.kvas.translator.x86.decode.Operand.Relative;
import org.kvas.translator.x86.decode.Operand.SegmentRegister;
import org.kvas.translator.x86.decode.Operand.St;
import org.kvas.translator.x86.decode.Operand.Vector;
import org.kvas.translator.x86.decode.Qualifier.Prefix;

/** One row of an opcode map being filled in with operands that fit it. */
final class RowEncoding {
  private static final int[] SEGMENT_PREFIXES = {0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65};
  private static final int REX = 0x40;

  private final OpcodeMap map;
  private final Opcode row;
  private final int operandSize;
  private final int codeBits;
  private final Encoder.Request request;
  private final EncodedBytes out = new EncodedBytes();
  private final EncodedBytes immediates = new EncodedBytes();

  private int opcode;
  private int reg;
  private int rm;
  private int index;
  private @Nullable Memory memory;
  private boolean memoryInModrm;
  private boolean needsRex;
  private boolean forbidsRex;

  RowEncoding(OpcodeMap map, Opcode row, int operandSize, int codeBits, Encoder.Request request) {
    this.map = map;
    this.row = row;
    this.operandSize = operandSize;
    this.codeBits = codeBits;
    this.request = request;
  }

  /** Null where the mode or the combination of registers has no encoding. */
  byte @Nullable [] bytes() {
    opcode = row.opcode;
    reg = Math.max(row.qualifier.digit(), 0);
    for (int i = 0; i < request.operands().size(); i++) {
      place(row.operands[i], request.operands().get(i));
    }
    int rex = rex();
    if (rex != 0 && (codeBits != 64 || forbidsRex) || mustNotHave66() && needs66()) {
      return null;
    }
    prefixes();
    if (rex != 0) {
      out.put(rex);
    }
    out.put(map.escape());
    out.put(opcode);
    if (!modrm()) {
      return null;
    }
    out.put(immediates.toArray());
    return out.toArray();
  }

  // Prefixes

  private void prefixes() {
    if (request.prefixes() >> Instruction.PREFIX_SEGMENT_SHIFT != 0 && memory == null) {
      out.put(SEGMENT_PREFIXES[(request.prefixes() >> Instruction.PREFIX_SEGMENT_SHIFT) - 1]);
    } else if (memory != null
        && memory.segment() != defaultSegment(memory)
        && (codeBits != 64 || memory.segment() >= FS)) {
      out.put(SEGMENT_PREFIXES[memory.segment()]);
    }
    if (addressSize() != codeBits / 8) {
      out.put(0x67);
    }
    if (has(Instruction.PREFIX_LOCK)) {
      out.put(0xf0);
    }
    if (row.qualifier.prefix() == Prefix.P66 || needs66()) {
      out.put(0x66);
    }
    if (row.qualifier.prefix() == Prefix.F3 || has(Instruction.PREFIX_REP)) {
      out.put(0xf3);
    } else if (row.qualifier.prefix() == Prefix.F2 || has(Instruction.PREFIX_REPNE)) {
      out.put(0xf2);
    }
  }

  private boolean has(int prefix) {
    return (request.prefixes() & prefix) != 0;
  }

  static int defaultSegment(Memory memory) {
    return memory.base() == 4 || memory.base() == 5 ? SS : DS;
  }

  private int addressSize() {
    return memory != null
        ? memory.addressSize()
        : request.addressSize() == 0 ? codeBits / 8 : request.addressSize();
  }

  private boolean needs66() {
    return switch (row.sizing) {
      case BYTE, NATURAL, MANDATORY_66 -> false;
      case FORCED_64 -> codeBits != 64 && operandSize * 8 != codeBits;
      case VARIABLE, AT_MOST_32, DEFAULT_64 ->
          operandSize != 8 && operandSize != (codeBits == 16 ? 2 : 4);
    };
  }

  private boolean mustNotHave66() {
    return row.qualifier.prefix() == Prefix.NONE;
  }

  private int rex() {
    boolean wide =
        operandSize == 8
            && (row.sizing == Opcode.Sizing.VARIABLE || row.sizing == Opcode.Sizing.MANDATORY_66);
    int bits = (wide ? 8 : 0) | (reg > 7 ? 4 : 0) | (index > 7 ? 2 : 0) | (rm > 7 ? 1 : 0);
    return bits != 0 || needsRex ? REX | bits : 0;
  }

  // Operands

  private void place(OperandKind kind, Operand operand) {
    switch (operand) {
      case Gpr gpr -> general(kind, gpr);
      case Memory m -> memory(kind, m);
      case Immediate immediate -> immediate(kind, immediate.value());
      case Relative relative ->
          immediates.put(
              relative.displacement(),
              kind.form == OperandForm.RELATIVE_BYTE ? 1 : Math.min(operandSize, 4));
      case FarPointer far -> {
        immediates.put(far.offset(), operandSize);
        immediates.put(far.selector(), 2);
      }
      case SegmentRegister segment -> register(kind, segment.index());
      case ControlRegister control -> register(kind, control.index());
      case DebugRegister debug -> register(kind, debug.index());
      case St st -> register(kind, st.index());
      case Mmx mmx -> register(kind, mmx.index());
      case Vector vector -> register(kind, vector.index());
    }
  }

  private void general(OperandKind kind, Gpr gpr) {
    needsRex |= gpr.size() == 1 && !gpr.high() && gpr.index() >= 4 && gpr.index() < 8;
    forbidsRex |= gpr.high();
    register(kind, gpr.high() ? gpr.index() + 4 : gpr.index());
  }

  private void register(OperandKind kind, int number) {
    switch (kind.form) {
      case GENERAL, VECTOR, MMX, SEGMENT, CONTROL, DEBUG -> reg = number;
      case GENERAL_OR_MEMORY,
          GENERAL_RM,
          GENERAL_RM_ANY_MOD,
          VECTOR_OR_MEMORY,
          VECTOR_RM,
          MMX_OR_MEMORY,
          MMX_RM,
          STI,
          OPCODE_GENERAL ->
          rm = number;
      default -> {}
    }
  }

  private void memory(OperandKind kind, Memory m) {
    memory = m;
    if (kind.form == OperandForm.OFFSET) {
      immediates.put(m.displacement(), m.addressSize());
      return;
    }
    memoryInModrm = true;
    rm = m.base() < 16 ? m.base() : 0;
    index = m.index() < 16 ? m.index() : 0;
  }

  private void immediate(OperandKind kind, long value) {
    switch (kind.form) {
      case UNSIGNED -> immediates.put(value, kind.registerSize);
      case SIGNED_BYTE -> immediates.put(value, 1);
      case SIGNED -> immediates.put(value, Math.min(operandSize, 4));
      case FULL -> immediates.put(value, operandSize);
      default -> {}
    }
  }

  /** False where there is no such address. */
  private boolean modrm() {
    if (row.qualifier.modrm() >= 0) {
      out.put(row.qualifier.modrm());
    } else if (memoryInModrm && memory != null) {
      AddressEncoding address = AddressEncoding.of(memory, codeBits, request.wide());
      if (address == null) {
        return false;
      }
      address.put(reg, out);
    } else if (row.modrm) {
      out.put(0xc0 | (reg & 7) << 3 | rm & 7);
    }
    return true;
  }
}
