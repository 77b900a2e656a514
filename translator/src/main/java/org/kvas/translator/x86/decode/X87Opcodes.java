package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.Mnemonic.*;
import static org.kvas.translator.x86.decode.OperandKind.*;
import static org.kvas.translator.x86.decode.Qualifier.*;

import java.util.List;

/** Escape opcodes D8 to DF, with the aliases the manual leaves out. SDM Vol. 2D, A.5. */
final class X87Opcodes extends OpcodeTable {
  X87Opcodes(List<Opcode> rows) {
    super(rows);
    arithmetic();
    loadsAndStores();
    control();
    constantsAndFunctions();
    comparesAndConditionalMoves();
    aliases();
  }

  private void arithmetic() {
    List<Mnemonic> real = List.of(FADD, FMUL, FCOM, FCOMP, FSUB, FSUBR, FDIV, FDIVR);
    List<Mnemonic> integer = List.of(FIADD, FIMUL, FICOM, FICOMP, FISUB, FISUBR, FIDIV, FIDIVR);
    group(0xd8, PLAIN, real, Md);
    group(0xdc, PLAIN, real, Mq);
    group(0xda, PLAIN, integer, Md);
    group(0xde, PLAIN, integer, Mw);
    for (int i : new int[] {0, 1, 4, 5, 6, 7}) {
      define(0xd8, digit(i), real.get(i), St0, Sti);
    }
    define(0xd8, digit(2), FCOM, Sti);
    define(0xd8, digit(3), FCOMP, Sti);
    // With ST(i) as the destination, the reversed forms change places.
    define(0xdc, digit(0), FADD, Sti, St0);
    define(0xdc, digit(1), FMUL, Sti, St0);
    define(0xdc, digit(4), FSUBR, Sti, St0);
    define(0xdc, digit(5), FSUB, Sti, St0);
    define(0xdc, digit(6), FDIVR, Sti, St0);
    define(0xdc, digit(7), FDIV, Sti, St0);
    define(0xde, digit(0), FADDP, Sti, St0);
    define(0xde, digit(1), FMULP, Sti, St0);
    define(0xde, digit(4), FSUBRP, Sti, St0);
    define(0xde, digit(5), FSUBP, Sti, St0);
    define(0xde, digit(6), FDIVRP, Sti, St0);
    define(0xde, digit(7), FDIVP, Sti, St0);
  }

  private void loadsAndStores() {
    define(0xd9, digit(0), FLD, Md);
    define(0xd9, digit(2), FST, Md);
    define(0xd9, digit(3), FSTP, Md);
    define(0xd9, digit(0), FLD, Sti);
    define(0xd9, digit(1), FXCH, Sti);
    define(0xdb, digit(0), FILD, Md);
    define(0xdb, digit(1), FISTTP, Md);
    define(0xdb, digit(2), FIST, Md);
    define(0xdb, digit(3), FISTP, Md);
    define(0xdb, digit(5), FLD, Mt);
    define(0xdb, digit(7), FSTP, Mt);
    define(0xdd, digit(0), FLD, Mq);
    define(0xdd, digit(1), FISTTP, Mq);
    define(0xdd, digit(2), FST, Mq);
    define(0xdd, digit(3), FSTP, Mq);
    define(0xdd, digit(0), FFREE, Sti);
    define(0xdd, digit(2), FST, Sti);
    define(0xdd, digit(3), FSTP, Sti);
    define(0xdf, digit(0), FILD, Mw);
    define(0xdf, digit(1), FISTTP, Mw);
    define(0xdf, digit(2), FIST, Mw);
    define(0xdf, digit(3), FISTP, Mw);
    define(0xdf, digit(4), FBLD, Mt);
    define(0xdf, digit(5), FILD, Mq);
    define(0xdf, digit(6), FBSTP, Mt);
    define(0xdf, digit(7), FISTP, Mq);
  }

  private void control() {
    define(0xd9, digit(4), FLDENV, Menv);
    define(0xd9, digit(5), FLDCW, Mw);
    define(0xd9, digit(6), FNSTENV, Menv);
    define(0xd9, digit(7), FNSTCW, Mw);
    define(0xdd, digit(4), FRSTOR, Mstate);
    define(0xdd, digit(6), FNSAVE, Mstate);
    define(0xdd, digit(7), FNSTSW, Mw);
    define(0xdf, modrm(0xe0), FNSTSW, AX);
    define(0xd9, modrm(0xd0), FNOP);
    define(0xdb, modrm(0xe0), FNENI);
    define(0xdb, modrm(0xe1), FNDISI);
    define(0xdb, modrm(0xe2), FNCLEX);
    define(0xdb, modrm(0xe3), FNINIT);
    define(0xdb, modrm(0xe4), FNSETPM);
  }

  private void constantsAndFunctions() {
    define(0xd9, modrm(0xe0), FCHS);
    define(0xd9, modrm(0xe1), FABS);
    define(0xd9, modrm(0xe4), FTST);
    define(0xd9, modrm(0xe5), FXAM);
    List<Mnemonic> constants = List.of(FLD1, FLDL2T, FLDL2E, FLDPI, FLDLG2, FLDLN2, FLDZ);
    for (int i = 0; i < constants.size(); i++) {
      define(0xd9, modrm(0xe8 + i), constants.get(i));
    }
    List<Mnemonic> functions =
        List.of(
            F2XM1, FYL2X, FPTAN, FPATAN, FXTRACT, FPREM1, FDECSTP, FINCSTP, FPREM, FYL2XP1, FSQRT,
            FSINCOS, FRNDINT, FSCALE, FSIN, FCOS);
    for (int i = 0; i < functions.size(); i++) {
      define(0xd9, modrm(0xf0 + i), functions.get(i));
    }
  }

  private void comparesAndConditionalMoves() {
    int[] conditions = {2, 4, 6, 10};
    for (int i = 0; i < conditions.length; i++) {
      define(0xda, digit(i).and(condition(conditions[i])), FCMOVCC, St0, Sti);
      define(0xdb, digit(i).and(condition(conditions[i] + 1)), FCMOVCC, St0, Sti);
    }
    define(0xda, modrm(0xe9), FUCOMPP);
    define(0xde, modrm(0xd9), FCOMPP);
    define(0xdd, digit(4), FUCOM, Sti);
    define(0xdd, digit(5), FUCOMP, Sti);
    define(0xdb, digit(5), FUCOMI, St0, Sti);
    define(0xdb, digit(6), FCOMI, St0, Sti);
    define(0xdf, digit(5), FUCOMIP, St0, Sti);
    define(0xdf, digit(6), FCOMIP, St0, Sti);
  }

  private void aliases() {
    define(0xd9, digit(3), FSTPNCE, Sti);
    define(0xdc, digit(2), FCOM, Sti);
    define(0xdc, digit(3), FCOMP, Sti);
    define(0xdd, digit(1), FXCH, Sti);
    define(0xde, digit(2), FCOMP, Sti);
    define(0xdf, digit(0), FFREEP, Sti);
    define(0xdf, digit(1), FXCH, Sti);
    define(0xdf, digit(2), FSTP, Sti);
    define(0xdf, digit(3), FSTP, Sti);
  }
}
