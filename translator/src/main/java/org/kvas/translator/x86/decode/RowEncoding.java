package org.kvas.translator.x86.decode;

import static org.kvas.translator.state.VcpuState.DS;
import static org.kvas.translator.state.VcpuState.FS;
import static org.kvas.translator.state.VcpuState.SS;
import static org.kvas.translator.x86.decode.Operand.NO_REGISTER;

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
import org.kvas.translator.x86.decode.Operand.Vsib;
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
  private int vvvv;
  private @Nullable Vsib vsib;
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
    if (map.vex()) {
      return vexBytes();
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

  private byte @Nullable [] vexBytes() {
    if (codeBits != 64 && (reg | rm | index | vvvv) > 7) {
      return null;
    }
    segmentAndAddressPrefixes();
    int wide = row.qualifier.wide() == 1 || operandSize == 8 ? 0x80 : 0;
    int pp = row.qualifier.prefix().ordinal();
    int last = vvvv << 3 | (has(Instruction.PREFIX_VEX_256) ? 4 : 0);
    int r = (reg & 8) << 4;
    int xb = (index & 8) << 3 | (rm & 8) << 2;
    if (wide == 0 && xb == 0 && map == OpcodeMaps.VEX_0F) {
      out.put(0xc5);
      out.put((r | last & 0x78) ^ 0xf8 | last & 4 | pp);
    } else {
      out.put(0xc4);
      out.put((r | xb) ^ 0xe0 | vexMap());
      out.put((wide | last) ^ 0x78 | pp);
    }
    out.put(opcode);
    if (!modrm()) {
      return null;
    }
    out.put(immediates.toArray());
    return out.toArray();
  }

  private int vexMap() {
    return map == OpcodeMaps.VEX_0F ? 1 : map == OpcodeMaps.VEX_0F38 ? 2 : 3;
  }

  // Prefixes

  private void segmentAndAddressPrefixes() {
    if (override() != 0 && memory == null && vsib == null) {
      out.put(SEGMENT_PREFIXES[override() - 1]);
    } else if (segment() != usualSegment() && (codeBits != 64 || segment() >= FS)) {
      out.put(SEGMENT_PREFIXES[segment()]);
    }
    if (addressSize() != codeBits / 8) {
      out.put(0x67);
    }
  }

  /** The segment override + 1, or 0. */
  private int override() {
    return request.prefixes() >> Instruction.PREFIX_SEGMENT_SHIFT & 7;
  }

  private void prefixes() {
    segmentAndAddressPrefixes();
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

  private int segment() {
    return memory != null ? memory.segment() : vsib != null ? vsib.segment() : DS;
  }

  private int usualSegment() {
    int base = memory != null ? memory.base() : vsib != null ? vsib.base() : NO_REGISTER;
    return base == 4 || base == 5 ? SS : DS;
  }

  private int addressSize() {
    if (vsib != null) {
      return vsib.addressSize();
    }
    return memory != null
        ? memory.addressSize()
        : request.addressSize() == 0 ? codeBits / 8 : request.addressSize();
  }

  private boolean needs66() {
    return switch (row.sizing) {
      case BYTE, NATURAL, MANDATORY_66, VEX -> false;
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
      case Vsib v -> {
        vsib = v;
        rm = v.base() < 16 ? v.base() : 0;
        index = v.index();
      }
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
      case VECTOR_VVVV, GENERAL_VVVV -> vvvv = number;
      case VECTOR_IS4 -> immediates.put(number << 4, 1);
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

  private boolean put(@Nullable AddressEncoding address) {
    if (address != null) {
      address.put(reg, out);
    }
    return address != null;
  }

  /** False where there is no such address. */
  private boolean modrm() {
    if (row.qualifier.modrm() >= 0) {
      out.put(row.qualifier.modrm());
    } else if (vsib != null) {
      return put(AddressEncoding.of(vsib));
    } else if (memoryInModrm && memory != null) {
      return put(AddressEncoding.of(memory, codeBits, request.wide()));
    } else if (row.modrm) {
      out.put(0xc0 | (reg & 7) << 3 | rm & 7);
    }
    return true;
  }
}
