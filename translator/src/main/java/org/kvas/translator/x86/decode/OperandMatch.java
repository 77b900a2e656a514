package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.Operand.NO_REGISTER;

import java.util.List;
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

/** Whether operands fit a row of an opcode map at one operand size. */
record OperandMatch(Opcode row, int operandSize, boolean longMode) {

  boolean fits(List<Operand> operands) {
    OperandKind[] kinds = row.operands;
    if (kinds.length > 0 && kinds[0].form == OperandForm.IMPLICIT) {
      return operands.isEmpty();
    }
    if (kinds.length != operands.size()) {
      return false;
    }
    for (int i = 0; i < kinds.length; i++) {
      if (!fits(kinds[i], operands.get(i))) {
        return false;
      }
    }
    return true;
  }

  private int bytes(int sizeCode) {
    return OperandSize.bytes(sizeCode, operandSize, longMode, row.qualifier.vectorBytes());
  }

  private boolean fits(OperandKind kind, Operand operand) {
    return switch (operand) {
      case Gpr gpr -> general(kind, gpr);
      case Memory memory -> memory(kind, memory);
      case Immediate immediate -> immediate(kind, immediate.value());
      case Relative relative -> relative(kind, relative.displacement());
      case FarPointer far -> kind.form == OperandForm.FAR_POINTER && far.size() == operandSize;
      case SegmentRegister segment ->
          kind.form == OperandForm.SEGMENT
              || kind.form.ordinal() == OperandForm.ES.ordinal() + segment.index();
      case ControlRegister control -> kind.form == OperandForm.CONTROL;
      case DebugRegister debug -> kind.form == OperandForm.DEBUG;
      case St st -> kind.form == OperandForm.STI || kind.form == OperandForm.ST0 && st.index() == 0;
      case Mmx mmx ->
          kind.form == OperandForm.MMX
              || kind.form == OperandForm.MMX_OR_MEMORY
              || kind.form == OperandForm.MMX_RM;
      case Vector vector ->
          kind.form == OperandForm.VECTOR
              || kind.form == OperandForm.VECTOR_OR_MEMORY
              || kind.form == OperandForm.VECTOR_RM
              || kind.form == OperandForm.VECTOR_VVVV
              || kind.form == OperandForm.VECTOR_IS4;
      case Vsib vsib -> kind.form == OperandForm.VECTOR_INDEXED && kind.memorySize == vsib.size();
    };
  }

  private boolean general(OperandKind kind, Gpr gpr) {
    boolean accepted =
        switch (kind.form) {
          case GENERAL_OR_MEMORY, GENERAL, GENERAL_RM, GENERAL_RM_ANY_MOD, GENERAL_VVVV -> true;
          case OPCODE_GENERAL ->
              (row.opcode & 7) == (gpr.high() ? gpr.index() + 4 : gpr.index() & 7);
          case ACCUMULATOR -> gpr.index() == 0 && !gpr.high();
          case CL -> gpr.index() == 1 && !gpr.high();
          case DX -> gpr.index() == 2 && !gpr.high();
          default -> false;
        };
    return accepted && bytes(kind.registerSize) == gpr.size();
  }

  private boolean memory(OperandKind kind, Memory memory) {
    boolean accepted =
        switch (kind.form) {
          case GENERAL_OR_MEMORY, VECTOR_OR_MEMORY, MMX_OR_MEMORY, MEMORY -> true;
          case OFFSET -> memory.base() == NO_REGISTER && memory.index() == NO_REGISTER;
          default -> false;
        };
    int bytes = bytes(kind.memorySize);
    return accepted && (memory.size() == 0 || bytes == 0 || memory.size() == bytes);
  }

  private boolean immediate(OperandKind kind, long value) {
    return switch (kind.form) {
      case ONE -> value == 1;
      case UNSIGNED -> value == truncate(value, kind.registerSize);
      case SIGNED_BYTE -> fitsOperand(value) && signExtend(value, operandSize) == (byte) value;
      case SIGNED -> fitsOperand(value) && (operandSize < 8 || value == (int) value);
      case FULL -> fitsOperand(value);
      default -> false;
    };
  }

  /** As a signed or an unsigned number of the operand size. */
  private boolean fitsOperand(long value) {
    return value == truncate(value, operandSize) || value == signExtend(value, operandSize);
  }

  private boolean relative(OperandKind kind, long displacement) {
    return switch (kind.form) {
      case RELATIVE_BYTE -> displacement == (byte) displacement;
      case RELATIVE -> operandSize == 2 || displacement == (int) displacement;
      default -> false;
    };
  }

  static long truncate(long value, int size) {
    return size == 8 ? value : value & (1L << size * 8) - 1;
  }

  static long signExtend(long value, int size) {
    int shift = 64 - size * 8;
    return value << shift >> shift;
  }
}
