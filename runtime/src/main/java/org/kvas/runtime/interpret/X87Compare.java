package org.kvas.runtime.interpret;

import static org.kvas.translator.x86.semantics.x87.StatusWord.*;

import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.state.X87State;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.Flags;
import org.kvas.translator.x86.semantics.x87.BinaryFloats;
import org.kvas.translator.x86.semantics.x87.Comparison;
import org.kvas.translator.x86.semantics.x87.Float80;
import org.kvas.translator.x86.semantics.x87.FpuContext;
import org.kvas.translator.x86.semantics.x87.Integers;

/** FCOM, FUCOM, FICOM, FCOMI, FUCOMI with their popping forms, FTST and FXAM. */
final class X87Compare {

  private X87Compare() {}

  static Operation create(Instruction instruction, int mode, int offset) {
    Mnemonic mnemonic = instruction.mnemonic();
    boolean quiet =
        switch (mnemonic) {
          case FUCOM, FUCOMP, FUCOMPP, FUCOMI, FUCOMIP -> true;
          default -> false;
        };
    int pops =
        switch (mnemonic) {
          case FCOMP, FUCOMP, FICOMP, FCOMIP, FUCOMIP -> 1;
          case FCOMPP, FUCOMPP -> 2;
          default -> 0;
        };
    int last = instruction.operands().size() - 1;
    return switch (mnemonic) {
      case FTST -> new Test(offset);
      case FXAM -> new Examine(offset);
      case FICOM, FICOMP -> new WithMemory(true, pops, instruction, mode, offset);
      case FCOMI, FUCOMI, FCOMIP, FUCOMIP ->
          new WithRegister(
              ((Operand.St) instruction.operand(last)).index(), quiet, pops, true, offset);
      default -> {
        if (last < 0) {
          yield new WithRegister(1, quiet, pops, false, offset);
        }
        yield instruction.operand(last) instanceof Operand.St st
            ? new WithRegister(st.index(), quiet, pops, false, offset)
            : new WithMemory(false, pops, instruction, mode, offset);
      }
    };
  }

  /** ST(0) against ST(i), the outcome in the condition codes or in RFLAGS. */
  private static final class WithRegister extends X87Operation {
    private final int source;
    private final boolean quiet;
    private final int pops;
    private final boolean intoFlags;

    WithRegister(int source, boolean quiet, int pops, boolean intoFlags, int offset) {
      super(offset);
      this.source = source;
      this.quiet = quiet;
      this.pops = pops;
      this.intoFlags = intoFlags;
    }

    @Override
    void run(VcpuState cpu, X87State x87) {
      int outcome = Comparison.UNORDERED;
      boolean done;
      if (x87.isEmpty(0) || x87.isEmpty(source)) {
        done = x87.stackFault(0);
      } else {
        int a = x87.top;
        int b = x87.register(source);
        FpuContext c = x87.context.begin(x87.control);
        outcome =
            Comparison.compare(
                c,
                x87.signExponent[a],
                x87.significand[a],
                x87.signExponent[b],
                x87.significand[b],
                quiet);
        int c1 = x87.status & C1;
        done = x87.conclude();
        x87.status |= intoFlags ? c1 : 0;
      }
      if (intoFlags) {
        cpu.setStatusFlags(statusFlags(outcome));
      } else {
        x87.status = x87.status & ~Comparison.UNORDERED | outcome;
      }
      pop(x87, done ? pops : 0);
    }
  }

  private static int statusFlags(int outcome) {
    return ((outcome & C0) != 0 ? Flags.CF : 0)
        | ((outcome & C2) != 0 ? Flags.PF : 0)
        | ((outcome & C3) != 0 ? Flags.ZF : 0);
  }

  private static void pop(X87State x87, int times) {
    for (int i = 0; i < times; i++) {
      x87.pop();
    }
  }

  /** ST(0) against a float or an integer in memory. */
  private static final class WithMemory extends X87MemoryOperation {
    private final boolean integer;
    private final int pops;

    WithMemory(boolean integer, int pops, Instruction instruction, int mode, int offset) {
      super(instruction, mode, offset);
      this.integer = integer;
      this.pops = pops;
    }

    @Override
    void access(VcpuState cpu, X87State x87) {
      FpuContext c = x87.context.begin(x87.control);
      long b = operand(cpu, c);
      int outcome = Comparison.UNORDERED;
      boolean done;
      if (x87.isEmpty(0)) {
        done = x87.stackFault(0);
      } else {
        int seA = x87.signExponent[x87.top];
        long a = x87.significand[x87.top];
        if ((c.flags & DENORMAL) != 0 && Float80.isUnordered(seA, a)) {
          c.flags = 0;
        }
        outcome = Comparison.compare(c, seA, a, c.signExponent, b, false);
        done = x87.conclude();
      }
      x87.status = x87.status & ~Comparison.UNORDERED | outcome;
      pop(x87, done ? pops : 0);
    }

    private long operand(VcpuState cpu, FpuContext c) {
      long address = readable(cpu);
      if (integer) {
        return Integers.fromInteger(
            c, size == 2 ? (short) cpu.load16(address) : cpu.load32(address));
      }
      return size == 4
          ? BinaryFloats.fromFloat32(c, cpu.load32(address))
          : BinaryFloats.fromFloat64(c, cpu.load64(address));
    }
  }

  /** ST(0) against +0. */
  private static final class Test extends X87Operation {
    Test(int offset) {
      super(offset);
    }

    @Override
    void run(VcpuState cpu, X87State x87) {
      int outcome = Comparison.UNORDERED;
      if (x87.isEmpty(0)) {
        x87.stackFault(0);
      } else {
        FpuContext c = x87.context.begin(x87.control);
        outcome =
            Comparison.compare(c, x87.signExponent[x87.top], x87.significand[x87.top], 0, 0, false);
        x87.conclude();
      }
      x87.status = x87.status & ~Comparison.UNORDERED | outcome;
    }
  }

  /** The class of ST(0), which may be empty (C3 and C0). */
  private static final class Examine extends X87Operation {
    Examine(int offset) {
      super(offset);
    }

    @Override
    void run(VcpuState cpu, X87State x87) {
      int se = x87.signExponent[x87.top];
      int conditions =
          x87.isEmpty(0)
              ? C3 | C0 | ((se & Float80.SIGN) != 0 ? C1 : 0)
              : Comparison.examine(se, x87.significand[x87.top]);
      x87.status = x87.status & ~CONDITIONS | conditions;
    }
  }
}
