package org.kvas.runtime.interpret;

import static org.kvas.translator.x86.semantics.x87.StatusWord.C1;

import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.state.X87State;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.x87.Float80;

/**
 * Instructions that move or mark registers without arithmetic: FXCH, FCMOVcc, FCHS, FABS, FFREE,
 * FINCSTP, FDECSTP, FNOP.
 */
final class X87Stack {
  private X87Stack() {}

  static Operation create(Instruction instruction, int offset) {
    return switch (instruction.mnemonic()) {
      case FXCH -> new Exchange(lastRegister(instruction, 1), offset);
      case FCMOVCC ->
          new ConditionalMove(instruction.condition(), lastRegister(instruction, 1), offset);
      case FCHS -> new Sign(true, offset);
      case FABS -> new Sign(false, offset);
      case FFREE -> new Free(lastRegister(instruction, 0), false, offset);
      case FFREEP -> new Free(lastRegister(instruction, 0), true, offset);
      case FINCSTP -> new Rotate(1, offset);
      case FDECSTP -> new Rotate(-1, offset);
      case FNOP -> new Nothing(offset);
      default -> throw new IllegalArgumentException(instruction.toString());
    };
  }

  private static int lastRegister(Instruction instruction, int implied) {
    return instruction.operands().isEmpty()
        ? implied
        : ((Operand.St) instruction.operands().getLast()).index();
  }

  private static final class Exchange extends X87Operation {
    private final int other;

    Exchange(int other, int offset) {
      super(offset);
      this.other = other;
    }

    @Override
    void run(VcpuState cpu, X87State x87) {
      boolean empty0 = x87.isEmpty(0);
      boolean emptyI = x87.isEmpty(other);
      if (empty0 || emptyI) {
        if (!x87.stackFault(0)) {
          return;
        }
        if (empty0) {
          x87.setIndefinite(0);
        }
        if (emptyI) {
          x87.setIndefinite(other);
        }
      }
      x87.status &= ~C1;
      int a = x87.top;
      int b = x87.register(other);
      long significand = x87.significand[a];
      int signExponent = x87.signExponent[a];
      x87.significand[a] = x87.significand[b];
      x87.signExponent[a] = x87.signExponent[b];
      x87.significand[b] = significand;
      x87.signExponent[b] = signExponent;
    }
  }

  private static final class ConditionalMove extends X87Operation {
    private final int condition;
    private final int source;

    ConditionalMove(int condition, int source, int offset) {
      super(offset);
      this.condition = condition;
      this.source = source;
    }

    @Override
    void run(VcpuState cpu, X87State x87) {
      if (x87.isEmpty(0) || x87.isEmpty(source)) {
        if (x87.stackFault(0)) {
          x87.setIndefinite(0);
        }
        return;
      }
      if (cpu.condition(condition)) {
        int s = x87.register(source);
        x87.set(0, x87.signExponent[s], x87.significand[s]);
      }
    }
  }

  /** FCHS, FABS: of NaNs and unsupported encodings too. */
  private static final class Sign extends X87Operation {
    private final boolean flips;

    Sign(boolean flips, int offset) {
      super(offset);
      this.flips = flips;
    }

    @Override
    void run(VcpuState cpu, X87State x87) {
      if (x87.isEmpty(0)) {
        if (x87.stackFault(0)) {
          x87.setIndefinite(0);
        }
        return;
      }
      x87.status &= ~C1;
      int r = x87.top;
      x87.signExponent[r] =
          flips ? x87.signExponent[r] ^ Float80.SIGN : x87.signExponent[r] & ~Float80.SIGN;
    }
  }

  private static final class Free extends X87Operation {
    private final int register;
    private final boolean pops;

    Free(int register, boolean pops, int offset) {
      super(offset);
      this.register = register;
      this.pops = pops;
    }

    @Override
    void run(VcpuState cpu, X87State x87) {
      x87.status &= ~C1;
      x87.empty |= 1 << x87.register(register);
      if (pops) {
        x87.pop();
      }
    }
  }

  /** FINCSTP, FDECSTP: no register changes its tag. */
  private static final class Rotate extends X87Operation {
    private final int by;

    Rotate(int by, int offset) {
      super(offset);
      this.by = by;
    }

    @Override
    void run(VcpuState cpu, X87State x87) {
      x87.status &= ~C1;
      x87.top = x87.top + by & 7;
    }
  }

  private static final class Nothing extends X87Operation {
    Nothing(int offset) {
      super(offset);
    }

    @Override
    void run(VcpuState cpu, X87State x87) {}
  }
}
