package org.kvas.runtime.interpret;

import static org.kvas.translator.x86.semantics.x87.StatusWord.DENORMAL;

import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.state.X87State;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.x87.Addition;
import org.kvas.translator.x86.semantics.x87.BinaryFloats;
import org.kvas.translator.x86.semantics.x87.Division;
import org.kvas.translator.x86.semantics.x87.Float80;
import org.kvas.translator.x86.semantics.x87.FpuContext;
import org.kvas.translator.x86.semantics.x87.Integers;
import org.kvas.translator.x86.semantics.x87.Multiplication;

/** FADD, FMUL, FSUB, FSUBR, FDIV and FDIVR, with their popping and integer forms. */
final class X87Arithmetic {
  private X87Arithmetic() {}

  static Operation create(Instruction instruction, int mode, int offset) {
    X87BinaryFunction function = function(instruction);
    boolean pops =
        switch (instruction.mnemonic()) {
          case FADDP, FMULP, FSUBP, FSUBRP, FDIVP, FDIVRP -> true;
          default -> false;
        };
    boolean integer =
        switch (instruction.mnemonic()) {
          case FIADD, FIMUL, FISUB, FISUBR, FIDIV, FIDIVR -> true;
          default -> false;
        };
    if (instruction.operands().isEmpty()) {
      return new X87RegisterArithmetic(function, 1, 0, pops, offset);
    }
    if (instruction.operand(0) instanceof Operand.St destination) {
      int source =
          instruction.operands().size() > 1 ? ((Operand.St) instruction.operand(1)).index() : 0;
      return new X87RegisterArithmetic(function, destination.index(), source, pops, offset);
    }
    return integer
        ? new OfInteger(function, instruction, mode, offset)
        : new OfFloat(function, instruction, mode, offset);
  }

  private static X87BinaryFunction function(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case FADD, FADDP, FIADD -> Addition::add;
      case FMUL, FMULP, FIMUL -> Multiplication::multiply;
      case FSUB, FSUBP, FISUB -> Addition::subtract;
      case FSUBR, FSUBRP, FISUBR -> (c, seA, a, seB, b) -> Addition.subtract(c, seB, b, seA, a);
      case FDIV, FDIVP, FIDIV -> Division::divide;
      case FDIVR, FDIVRP, FIDIVR -> (c, seA, a, seB, b) -> Division.divide(c, seB, b, seA, a);
      default -> throw new IllegalArgumentException(instruction.toString());
    };
  }

  /** ST(0) = ST(0) op m32 or m64. */
  private static final class OfFloat extends X87MemoryOperation {
    private final X87BinaryFunction function;

    OfFloat(X87BinaryFunction function, Instruction instruction, int mode, int offset) {
      super(instruction, mode, offset);
      this.function = function;
    }

    @Override
    void access(VcpuState cpu, X87State x87) {
      FpuContext c = x87.context.begin(x87.control);
      long b =
          size == 4
              ? BinaryFloats.fromFloat32(c, cpu.load32(readable(cpu)))
              : BinaryFloats.fromFloat64(c, cpu.load64(readable(cpu)));
      apply(x87, c, function, c.signExponent, b);
    }
  }

  /** ST(0) = ST(0) op m16 or m32 integer. */
  private static final class OfInteger extends X87MemoryOperation {
    private final X87BinaryFunction function;

    OfInteger(X87BinaryFunction function, Instruction instruction, int mode, int offset) {
      super(instruction, mode, offset);
      this.function = function;
    }

    @Override
    void access(VcpuState cpu, X87State x87) {
      FpuContext c = x87.context.begin(x87.control);
      long b =
          Integers.fromInteger(
              c, size == 2 ? (short) cpu.load16(readable(cpu)) : cpu.load32(readable(cpu)));
      apply(x87, c, function, c.signExponent, b);
    }
  }

  private static void apply(
      X87State x87, FpuContext c, X87BinaryFunction function, int seB, long b) {
    int r = x87.top;
    if ((x87.empty >>> r & 1) != 0) {
      if (x87.stackFault(0)) {
        x87.setIndefinite(0);
      }
      return;
    }
    int seA = x87.signExponent[r];
    long a = x87.significand[r];
    if ((c.flags & DENORMAL) != 0 && Float80.isUnordered(seA, a)) {
      c.flags = 0;
    }
    long result = function.apply(c, seA, a, seB, b);
    if (x87.conclude()) {
      x87.significand[r] = result;
      x87.signExponent[r] = c.signExponent;
    }
  }
}
