package org.kvas.runtime.interpret;

import static org.kvas.translator.x86.semantics.x87.StatusWord.C1;
import static org.kvas.translator.x86.semantics.x87.StatusWord.INVALID;

import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.state.X87State;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.x87.BinaryFloats;
import org.kvas.translator.x86.semantics.x87.Constants;
import org.kvas.translator.x86.semantics.x87.Float80;
import org.kvas.translator.x86.semantics.x87.FpuContext;
import org.kvas.translator.x86.semantics.x87.Integers;
import org.kvas.translator.x86.semantics.x87.PackedDecimal;

/** Instructions that push one value: FLD, FILD, FBLD, the constants. */
final class X87Load {
  private X87Load() {}

  static Operation create(Instruction instruction, int mode, int offset) {
    return switch (instruction.mnemonic()) {
      case FLD1 -> new OfConstant(Constants.ONE, offset);
      case FLDZ -> new OfConstant(Constants.ZERO, offset);
      case FLDPI -> new OfConstant(Constants.PI, offset);
      case FLDL2E -> new OfConstant(Constants.LOG2_E, offset);
      case FLDL2T -> new OfConstant(Constants.LOG2_10, offset);
      case FLDLG2 -> new OfConstant(Constants.LOG10_2, offset);
      case FLDLN2 -> new OfConstant(Constants.LN_2, offset);
      case FILD -> new OfInteger(instruction, mode, offset);
      case FBLD -> new OfDecimal(instruction, mode, offset);
      default ->
          instruction.operand(0) instanceof Operand.St st
              ? new OfRegister(st.index(), offset)
              : instruction.operand(0).size() == 10
                  ? new OfExtended(instruction, mode, offset)
                  : new OfFloat(instruction, mode, offset);
    };
  }

  /** Whether there is no room; then the fault is noted and its masked answer given. */
  private static boolean overflows(X87State x87) {
    if (x87.isEmpty(7)) {
      return false;
    }
    pushIndefinite(x87, C1);
    return true;
  }

  private static void pushIndefinite(X87State x87, int direction) {
    if (x87.stackFault(direction)) {
      x87.push(Float80.INDEFINITE_EXPONENT, Float80.INDEFINITE_SIGNIFICAND);
    }
  }

  private static final class OfFloat extends X87MemoryOperation {
    OfFloat(Instruction instruction, int mode, int offset) {
      super(instruction, mode, offset);
    }

    @Override
    void access(VcpuState cpu, X87State x87) {
      FpuContext c = x87.context.begin(x87.control);
      long value =
          size == 4
              ? BinaryFloats.fromFloat32(c, cpu.load32(readable(cpu)))
              : BinaryFloats.fromFloat64(c, cpu.load64(readable(cpu)));
      if (overflows(x87)) {
        return;
      }
      if (Float80.isSignalling(c.signExponent, value)) {
        c.flags |= INVALID;
        value |= Float80.QUIET_BIT;
      }
      if (x87.conclude() || !c.unmasked(INVALID)) {
        x87.push(c.signExponent, value);
      }
    }
  }

  private static final class OfExtended extends X87MemoryOperation {
    OfExtended(Instruction instruction, int mode, int offset) {
      super(instruction, mode, offset);
    }

    @Override
    void access(VcpuState cpu, X87State x87) {
      long address = readable(cpu);
      cpu.checkRead(address, 8);
      cpu.checkRead(address, size);
      long value = cpu.load64(address);
      int signExponent = cpu.load16(address + 8);
      if (!overflows(x87)) {
        x87.status &= ~C1;
        x87.push(signExponent, value);
      }
    }
  }

  private static final class OfInteger extends X87MemoryOperation {
    OfInteger(Instruction instruction, int mode, int offset) {
      super(instruction, mode, offset);
    }

    @Override
    void access(VcpuState cpu, X87State x87) {
      long address = readable(cpu);
      long value =
          switch (size) {
            case 2 -> (short) cpu.load16(address);
            case 4 -> cpu.load32(address);
            default -> cpu.load64(address);
          };
      if (!overflows(x87)) {
        x87.status &= ~C1;
        long significand = Integers.fromInteger(x87.context, value);
        x87.push(x87.context.signExponent, significand);
      }
    }
  }

  private static final class OfDecimal extends X87MemoryOperation {
    OfDecimal(Instruction instruction, int mode, int offset) {
      super(instruction, mode, offset);
    }

    @Override
    void access(VcpuState cpu, X87State x87) {
      long address = readable(cpu);
      cpu.checkRead(address, 8);
      cpu.checkRead(address, size);
      long low = cpu.load64(address);
      int high = cpu.load16(address + 8);
      if (!overflows(x87)) {
        x87.status &= ~C1;
        long significand = PackedDecimal.fromDecimal(x87.context, low, high);
        x87.push(x87.context.signExponent, significand);
      }
    }
  }

  private static final class OfRegister extends X87Operation {
    private final int source;

    OfRegister(int source, int offset) {
      super(offset);
      this.source = source;
    }

    @Override
    void run(VcpuState cpu, X87State x87) {
      if (x87.isEmpty(source)) {
        pushIndefinite(x87, 0);
        return;
      }
      if (overflows(x87)) {
        return;
      }
      int s = x87.register(source);
      x87.status &= ~C1;
      x87.push(x87.signExponent[s], x87.significand[s]);
    }
  }

  private static final class OfConstant extends X87Operation {
    private final Constants constant;

    OfConstant(Constants constant, int offset) {
      super(offset);
      this.constant = constant;
    }

    @Override
    void run(VcpuState cpu, X87State x87) {
      if (!overflows(x87)) {
        x87.status &= ~C1;
        x87.push(constant.signExponent(), constant.significand(x87.control));
      }
    }
  }
}
