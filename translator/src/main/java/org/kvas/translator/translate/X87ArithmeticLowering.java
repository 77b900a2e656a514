package org.kvas.translator.translate;

import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.x87.Comparison;
import org.kvas.translator.x86.semantics.x87.NearestArithmetic;
import org.kvas.translator.x86.semantics.x87.Scaling;
import org.kvas.translator.x86.semantics.x87.SquareRoot;
import org.objectweb.asm.Type;

/** FADD, FSUB, FMUL, FDIV, FSQRT, FRNDINT and compares, in all their forms. */
final class X87ArithmeticLowering {
  private static final String NEAREST = Type.getInternalName(NearestArithmetic.class);
  private static final String COMPARISON = Type.getInternalName(Comparison.class);
  private static final String OF_ONE = "(L" + X87Locals.CONTEXT + ";IJ)J";
  private static final String OF_TWO = "(L" + X87Locals.CONTEXT + ";IJIJ)J";
  private static final int ALL_OUTCOMES = Comparison.UNORDERED;

  void lower(Instruction instruction, Emitter emitter) {
    switch (instruction.mnemonic()) {
      case FSQRT -> ofTop(Type.getInternalName(SquareRoot.class), "squareRoot", emitter);
      case FRNDINT -> ofTop(Type.getInternalName(Scaling.class), "roundToInteger", emitter);
      case FCOM,
          FCOMP,
          FCOMPP,
          FUCOM,
          FUCOMP,
          FUCOMPP,
          FICOM,
          FICOMP,
          FCOMI,
          FCOMIP,
          FUCOMI,
          FUCOMIP,
          FTST ->
          compare(instruction, emitter);
      default -> ofTwo(instruction, emitter);
    }
  }

  private static void ofTop(String owner, String name, Emitter emitter) {
    X87Locals x87 = emitter.x87;
    int register = x87.register(0);
    x87.leaveIfEmpty(register);
    x87.clearFlags();
    x87.pushContext();
    x87.pushValue(register);
    emitter.call(owner, name, OF_ONE);
    x87.popResult(register);
    x87.conclude();
  }

  private static void ofTwo(Instruction instruction, Emitter emitter) {
    X87Locals x87 = emitter.x87;
    boolean ofMemory = instruction.operand(0) instanceof Operand.Memory;
    int destination = x87.register(ofMemory ? 0 : ((Operand.St) instruction.operand(0)).index());
    x87.leaveIfEmpty(destination);
    openSource(instruction, emitter);
    x87.pushContext();
    if (isReversed(instruction)) {
      pushSource(instruction, emitter);
      x87.pushValue(destination);
    } else {
      x87.pushValue(destination);
      pushSource(instruction, emitter);
    }
    emitter.call(NEAREST, name(instruction), OF_TWO);
    x87.popResult(destination);
    x87.conclude();
    switch (instruction.mnemonic()) {
      case FADDP, FMULP, FSUBP, FSUBRP, FDIVP, FDIVRP -> x87.pop();
      default -> {}
    }
  }

  private static boolean isReversed(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case FSUBR, FSUBRP, FISUBR, FDIVR, FDIVRP, FIDIVR -> true;
      default -> false;
    };
  }

  private static String name(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case FADD, FADDP, FIADD -> "add";
      case FMUL, FMULP, FIMUL -> "multiply";
      case FSUB, FSUBP, FISUB, FSUBR, FSUBRP, FISUBR -> "subtract";
      default -> "divide";
    };
  }

  // The second operand: a register, or memory that is widened.

  private static boolean isInteger(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case FIADD, FIMUL, FISUB, FISUBR, FIDIV, FIDIVR, FICOM, FICOMP -> true;
      default -> false;
    };
  }

  private static void openSource(Instruction instruction, Emitter emitter) {
    if (!instruction.operands().isEmpty()
        && instruction.operand(0) instanceof Operand.Memory memory) {
      if (isInteger(instruction)) {
        X87TransferLowering.openInteger(memory, emitter);
      } else {
        X87TransferLowering.openFloat(memory, emitter);
      }
    } else {
      emitter.x87.leaveIfEmpty(X87Lowering.lastRegister(instruction, emitter));
    }
  }

  private static void pushSource(Instruction instruction, Emitter emitter) {
    if (!instruction.operands().isEmpty()
        && instruction.operand(0) instanceof Operand.Memory memory) {
      if (isInteger(instruction)) {
        X87TransferLowering.pushInteger(emitter);
      } else {
        X87TransferLowering.pushFloat(memory.size(), emitter);
      }
    } else {
      emitter.x87.pushValue(X87Lowering.lastRegister(instruction, emitter));
    }
  }

  // Compares

  private static void compare(Instruction instruction, Emitter emitter) {
    X87Locals x87 = emitter.x87;
    boolean withZero = instruction.mnemonic() == Mnemonic.FTST;
    boolean quiet =
        switch (instruction.mnemonic()) {
          case FUCOM, FUCOMP, FUCOMPP, FUCOMI, FUCOMIP -> true;
          default -> false;
        };
    x87.leaveIfEmpty(x87.register(0));
    if (!withZero) {
      openSource(instruction, emitter);
    }
    x87.pushContext();
    x87.pushValue(x87.register(0));
    if (withZero) {
      emitter.push(0);
      emitter.push(0L);
    } else {
      pushSource(instruction, emitter);
    }
    emitter.push(quiet ? 1 : 0);
    emitter.call(COMPARISON, "outcome", "(L" + X87Locals.CONTEXT + ";IJIJZ)I");
    switch (instruction.mnemonic()) {
      case FCOMI, FCOMIP, FUCOMI, FUCOMIP -> {
        emitter.call(COMPARISON, "statusFlags", "(I)I");
        emitter.flags.popStatus();
        x87.concludeKeepingC1();
      }
      default -> {
        x87.popOutcome(ALL_OUTCOMES);
        x87.conclude();
      }
    }
    for (int pops = X87Depths.effect(instruction); pops > 0; pops--) {
      x87.pop();
    }
  }
}
