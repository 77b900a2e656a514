package org.kvas.runtime.interpret;

import static org.kvas.translator.x86.semantics.x87.StatusWord.C1;
import static org.kvas.translator.x86.semantics.x87.StatusWord.C2;

import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.state.X87State;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.semantics.x87.Arctangent;
import org.kvas.translator.x86.semantics.x87.Exponential;
import org.kvas.translator.x86.semantics.x87.FpuContext;
import org.kvas.translator.x86.semantics.x87.Logarithm;
import org.kvas.translator.x86.semantics.x87.Remainder;
import org.kvas.translator.x86.semantics.x87.Scaling;
import org.kvas.translator.x86.semantics.x87.SquareRoot;
import org.kvas.translator.x86.semantics.x87.Trigonometry;

/** Functions of the stack's top: FSQRT, FRNDINT, FPREM, FSCALE, FXTRACT and the transcendentals. */
final class X87Functions {
  private X87Functions() {}

  static Operation create(Instruction instruction, int offset) {
    return switch (instruction.mnemonic()) {
      case FSQRT -> new OfTop(SquareRoot::squareRoot, 0, offset);
      case FRNDINT -> new OfTop(Scaling::roundToInteger, 0, offset);
      case F2XM1 -> new OfTop(Exponential::twoToTheXMinusOne, 0, offset);
      case FSIN -> new OfAngle(Trigonometry::sine, offset);
      case FCOS -> new OfAngle(Trigonometry::cosine, offset);
      case FSCALE -> new X87RegisterArithmetic(Scaling::scale, 0, 1, false, offset);
      case FYL2X ->
          new X87RegisterArithmetic(
              (c, seY, y, seX, x) -> Logarithm.yLog2X(c, seX, x, seY, y), 1, 0, true, offset);
      case FYL2XP1 ->
          new X87RegisterArithmetic(
              (c, seY, y, seX, x) -> Logarithm.yLog2XPlusOne(c, seX, x, seY, y),
              1,
              0,
              true,
              offset);
      case FPATAN -> new X87RegisterArithmetic(Arctangent::arctangent, 1, 0, true, offset);
      case FPREM -> new OfQuotient(false, offset);
      case FPREM1 -> new OfQuotient(true, offset);
      case FXTRACT -> new IntoTwo(Scaling::extract, false, offset);
      case FSINCOS -> new IntoTwo(Trigonometry::sineAndCosine, true, offset);
      case FPTAN -> new IntoTwo(Trigonometry::tangentAndOne, true, offset);
      default -> throw new IllegalArgumentException(instruction.toString());
    };
  }

  /** ST(0) = f(ST(0)). */
  private static class OfTop extends X87Operation {
    private final X87UnaryFunction function;
    private final int conditions;

    /**
     * @param conditions condition codes it clears besides C1
     */
    OfTop(X87UnaryFunction function, int conditions, int offset) {
      super(offset);
      this.function = function;
      this.conditions = conditions;
    }

    @Override
    void run(VcpuState cpu, X87State x87) {
      x87.status &= ~conditions;
      int r = x87.top;
      if (x87.isEmpty(0)) {
        if (x87.stackFault(0)) {
          x87.setIndefinite(0);
        }
        return;
      }
      FpuContext c = x87.context.begin(x87.control);
      long result = function.apply(c, x87.signExponent[r], x87.significand[r]);
      if (x87.conclude()) {
        x87.significand[r] = result;
        x87.signExponent[r] = c.signExponent;
      }
    }
  }

  /** FSIN, FCOS: C2 and nothing else for an operand of 2^63 and more. */
  private static final class OfAngle extends OfTop {
    OfAngle(X87UnaryFunction function, int offset) {
      super(function, C2, offset);
    }

    @Override
    void run(VcpuState cpu, X87State x87) {
      if (isOutOfRange(x87)) {
        x87.status = x87.status & ~C1 | C2;
      } else {
        super.run(cpu, x87);
      }
    }
  }

  private static boolean isOutOfRange(X87State x87) {
    return !x87.isEmpty(0)
        && Trigonometry.isOutOfRange(x87.signExponent[x87.top], x87.significand[x87.top]);
  }

  /** FPREM, FPREM1: all four condition codes are theirs. */
  private static final class OfQuotient extends X87Operation {
    private final boolean toNearest;

    OfQuotient(boolean toNearest, int offset) {
      super(offset);
      this.toNearest = toNearest;
    }

    @Override
    void run(VcpuState cpu, X87State x87) {
      int a = x87.register(0);
      int b = x87.register(1);
      if (x87.isEmpty(0) || x87.isEmpty(1)) {
        x87.status &= ~C2;
        if (x87.stackFault(0)) {
          x87.setIndefinite(0);
        }
        return;
      }
      FpuContext c = x87.context.begin(x87.control);
      long result =
          Remainder.remainder(
              c,
              x87.signExponent[a],
              x87.significand[a],
              x87.signExponent[b],
              x87.significand[b],
              toNearest);
      x87.status &= ~C2;
      if (x87.conclude()) {
        x87.significand[a] = result;
        x87.signExponent[a] = c.signExponent;
      }
    }
  }

  /** FXTRACT, FSINCOS, FPTAN: the second result replaces ST(0), the result is pushed. */
  private static final class IntoTwo extends X87Operation {
    private final X87UnaryFunction function;
    private final boolean ofAngle;

    IntoTwo(X87UnaryFunction function, boolean ofAngle, int offset) {
      super(offset);
      this.function = function;
      this.ofAngle = ofAngle;
    }

    @Override
    void run(VcpuState cpu, X87State x87) {
      if (ofAngle) {
        x87.status &= ~C2;
      }
      boolean underflow = x87.isEmpty(0);
      if (underflow || !x87.isEmpty(7)) {
        if (x87.stackFault(underflow ? 0 : C1)) {
          x87.setIndefinite(0);
          x87.top = x87.top - 1 & 7;
          x87.setIndefinite(0);
        }
        return;
      }
      if (ofAngle && isOutOfRange(x87)) {
        x87.status = x87.status & ~C1 | C2;
        return;
      }
      FpuContext c = x87.context.begin(x87.control);
      int r = x87.top;
      long result = function.apply(c, x87.signExponent[r], x87.significand[r]);
      if (x87.conclude()) {
        x87.significand[r] = c.secondSignificand;
        x87.signExponent[r] = c.secondSignExponent;
        x87.push(c.signExponent, result);
      }
    }
  }
}
