package org.kvas.runtime.interpret;

import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.Operation;
import org.kvas.translator.x86.decode.Instruction;

/**
 * The x87 floating-point unit: family X87, FWAIT and EMMS. Values and rounding are in {@code
 * org.kvas.translator.x86.semantics.x87}.
 */
public final class X87Operations implements OperationFamily {
  @Override
  public Operation create(Instruction instruction, int mode, int offset) {
    return switch (instruction.mnemonic()) {
      case FWAIT -> X87Control.createWait();
      default ->
          (mode & ExecutionMode.FPU_ENABLED) != 0
              ? createEnabled(instruction, mode, offset)
              : X87Exceptions.DEVICE_NOT_AVAILABLE;
    };
  }

  private static Operation createEnabled(Instruction instruction, int mode, int offset) {
    return switch (instruction.mnemonic()) {
      case FADD,
          FADDP,
          FIADD,
          FMUL,
          FMULP,
          FIMUL,
          FSUB,
          FSUBP,
          FISUB,
          FSUBR,
          FSUBRP,
          FISUBR,
          FDIV,
          FDIVP,
          FIDIV,
          FDIVR,
          FDIVRP,
          FIDIVR ->
          X87Arithmetic.create(instruction, mode, offset);
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
          FTST,
          FXAM ->
          X87Compare.create(instruction, mode, offset);
      case FLD, FILD, FBLD, FLD1, FLDL2T, FLDL2E, FLDPI, FLDLG2, FLDLN2, FLDZ ->
          X87Load.create(instruction, mode, offset);
      case FST, FSTP, FSTPNCE, FIST, FISTP, FISTTP, FBSTP ->
          X87Store.create(instruction, mode, offset);
      case FSQRT,
          FRNDINT,
          FSCALE,
          FPREM,
          FPREM1,
          FXTRACT,
          F2XM1,
          FYL2X,
          FYL2XP1,
          FPTAN,
          FPATAN,
          FSIN,
          FCOS,
          FSINCOS ->
          X87Functions.create(instruction, offset);
      case FXCH, FCMOVCC, FCHS, FABS, FFREE, FFREEP, FINCSTP, FDECSTP, FNOP ->
          X87Stack.create(instruction, offset);
      case FNSTENV, FLDENV, FNSAVE, FRSTOR -> X87Environment.create(instruction, mode, offset);
      default -> X87Control.create(instruction, mode, offset);
    };
  }
}
