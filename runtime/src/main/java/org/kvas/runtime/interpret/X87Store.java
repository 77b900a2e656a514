package org.kvas.runtime.interpret;

import static org.kvas.translator.x86.semantics.x87.StatusWord.C1;
import static org.kvas.translator.x86.semantics.x87.StatusWord.INVALID;
import static org.kvas.translator.x86.semantics.x87.StatusWord.OVERFLOW;
import static org.kvas.translator.x86.semantics.x87.StatusWord.UNDERFLOW;

import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.state.X87State;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.x87.BinaryFloats;
import org.kvas.translator.x86.semantics.x87.ControlWord;
import org.kvas.translator.x86.semantics.x87.Float80;
import org.kvas.translator.x86.semantics.x87.FpuContext;
import org.kvas.translator.x86.semantics.x87.Integers;
import org.kvas.translator.x86.semantics.x87.PackedDecimal;

/**
 * FST, FSTP, FIST, FISTP, FISTTP and FBSTP: ST(0) to memory or to another register; and FSTPNCE,
 * the undocumented encoding D9 D8 of FSTP, which notes no stack fault: an empty ST(0) is only
 * popped. Where an unmasked exception keeps it from storing, memory is not looked at.
 */
final class X87Store {
  private X87Store() {}

  static Operation create(Instruction instruction, int mode, int offset) {
    return switch (instruction.mnemonic()) {
      case FIST -> new ToInteger(false, false, instruction, mode, offset);
      case FISTP -> new ToInteger(true, false, instruction, mode, offset);
      case FISTTP -> new ToInteger(true, true, instruction, mode, offset);
      case FBSTP -> new ToDecimal(instruction, mode, offset);
      case FST -> toFloatOrRegister(false, instruction, mode, offset);
      case FSTPNCE ->
          new ToRegister(((Operand.St) instruction.operand(0)).index(), true, false, offset);
      case FSTP -> toFloatOrRegister(true, instruction, mode, offset);
      default -> throw new IllegalArgumentException(instruction.toString());
    };
  }

  private static Operation toFloatOrRegister(
      boolean pops, Instruction instruction, int mode, int offset) {
    if (instruction.operand(0) instanceof Operand.St st) {
      return new ToRegister(st.index(), pops, true, offset);
    }
    return instruction.operand(0).size() == 10
        ? new ToExtended(instruction, mode, offset)
        : new ToFloat(pops, instruction, mode, offset);
  }

  /**
   * A store that converts. An unmasked invalid operation, overflow or underflow stores nothing and
   * pops nothing.
   */
  private abstract static class Converting extends X87MemoryOperation {
    private final boolean pops;

    Converting(boolean pops, Instruction instruction, int mode, int offset) {
      super(instruction, mode, offset);
      this.pops = pops;
    }

    @Override
    final void access(VcpuState cpu, X87State x87) {
      FpuContext c = x87.context.begin(x87.control);
      boolean empty = x87.isEmpty(0);
      long value;
      if (empty) {
        c.flags = INVALID;
        value = indefinite(c);
      } else {
        value = convert(c, x87.signExponent[x87.top], x87.significand[x87.top]);
      }
      boolean stores = !c.unmasked(INVALID | OVERFLOW | UNDERFLOW);
      if (stores) {
        store(cpu, writable(cpu), value, c);
      }
      if (empty) {
        x87.stackFault(0);
      } else {
        x87.conclude();
      }
      if (stores && pops) {
        x87.pop();
      }
    }

    abstract long convert(FpuContext c, int signExponent, long significand);

    abstract long indefinite(FpuContext c);

    void store(VcpuState cpu, long address, long value, FpuContext c) {
      cpu.store(address, size, value);
    }
  }

  private static final class ToFloat extends Converting {
    ToFloat(boolean pops, Instruction instruction, int mode, int offset) {
      super(pops, instruction, mode, offset);
    }

    @Override
    long convert(FpuContext c, int signExponent, long significand) {
      return size == 4
          ? BinaryFloats.toFloat32(c, signExponent, significand)
          : BinaryFloats.toFloat64(c, signExponent, significand);
    }

    @Override
    long indefinite(FpuContext c) {
      return size == 4 ? 0xffc00000L : 0xfff8L << 48;
    }
  }

  private static final class ToInteger extends Converting {
    private final boolean truncates;

    ToInteger(boolean pops, boolean truncates, Instruction instruction, int mode, int offset) {
      super(pops, instruction, mode, offset);
      this.truncates = truncates;
    }

    @Override
    long convert(FpuContext c, int signExponent, long significand) {
      if (truncates) {
        c.control |= ControlWord.TRUNCATE;
      }
      return Integers.toInteger(c, signExponent, significand, size * 8);
    }

    @Override
    long indefinite(FpuContext c) {
      return 1L << size * 8 - 1;
    }
  }

  private static final class ToDecimal extends Converting {
    ToDecimal(Instruction instruction, int mode, int offset) {
      super(true, instruction, mode, offset);
    }

    @Override
    long convert(FpuContext c, int signExponent, long significand) {
      return PackedDecimal.toDecimal(c, signExponent, significand);
    }

    @Override
    long indefinite(FpuContext c) {
      c.signExponent = PackedDecimal.INDEFINITE_HIGH;
      return PackedDecimal.INDEFINITE_LOW;
    }

    @Override
    void store(VcpuState cpu, long address, long value, FpuContext c) {
      cpu.checkWrite(address, 8);
      cpu.checkWrite(address, size);
      cpu.store64(address, value);
      cpu.store16(address + 8, c.signExponent);
    }
  }

  /** FSTP m80: as it stands, nothing raised. */
  private static final class ToExtended extends X87MemoryOperation {
    ToExtended(Instruction instruction, int mode, int offset) {
      super(instruction, mode, offset);
    }

    @Override
    void access(VcpuState cpu, X87State x87) {
      boolean empty = x87.isEmpty(0);
      if (empty && (x87.control & INVALID) == 0) {
        x87.stackFault(0);
        return;
      }
      long address = writable(cpu);
      cpu.checkWrite(address, 8);
      cpu.checkWrite(address, size);
      if (empty) {
        x87.stackFault(0);
      }
      cpu.store64(address, empty ? Float80.INDEFINITE_SIGNIFICAND : x87.significand[x87.top]);
      cpu.store16(address + 8, empty ? Float80.INDEFINITE_EXPONENT : x87.signExponent[x87.top]);
      x87.status &= ~C1;
      x87.pop();
    }
  }

  private static final class ToRegister extends X87Operation {
    private final int destination;
    private final boolean pops;
    private final boolean checks;

    /**
     * @param checks whether an empty ST(0) is a stack fault
     */
    ToRegister(int destination, boolean pops, boolean checks, int offset) {
      super(offset);
      this.destination = destination;
      this.pops = pops;
      this.checks = checks;
    }

    @Override
    void run(VcpuState cpu, X87State x87) {
      if (x87.isEmpty(0) && !checks) {
        x87.status &= ~C1;
      } else if (x87.isEmpty(0)) {
        if (!x87.stackFault(0)) {
          return;
        }
        x87.setIndefinite(destination);
      } else {
        x87.set(destination, x87.signExponent[x87.top], x87.significand[x87.top]);
        x87.status &= ~C1;
      }
      if (pops) {
        x87.pop();
      }
    }
  }
}
