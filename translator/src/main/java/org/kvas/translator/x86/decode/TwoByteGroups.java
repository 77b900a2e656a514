package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.Mnemonic.*;
import static org.kvas.translator.x86.decode.OperandKind.*;
import static org.kvas.translator.x86.decode.Qualifier.*;

import java.util.List;

/** Groups 6 to 9 and 12 to 15: opcodes behind 0F that ModRM.reg extends. SDM Vol. 2D, table A-6. */
final class TwoByteGroups extends OpcodeTable {
  TwoByteGroups(List<Opcode> rows) {
    super(rows);
    group6();
    group7();
    group8();
    group9();
    packedShifts();
    group15();
  }

  private void group6() {
    define(0x00, digit(0), SLDT, Rv_Mw);
    define(0x00, digit(1), STR, Rv_Mw);
    define(0x00, digit(2), LLDT, Ew);
    define(0x00, digit(3), LTR, Ew);
    define(0x00, digit(4), VERR, Ew);
    define(0x00, digit(5), VERW, Ew);
  }

  private void group7() {
    define(0x01, digit(0), SGDT, Ms);
    define(0x01, digit(1), SIDT, Ms);
    define(0x01, digit(2), LGDT, Ms);
    define(0x01, digit(3), LIDT, Ms);
    define(0x01, digit(4), SMSW, Rv_Mw);
    define(0x01, digit(6), LMSW, Ew);
    define(0x01, digit(7), INVLPG, M);
    define(0x01, NP.and(modrm(0xc1)), VMCALL);
    define(0x01, NP.and(modrm(0xc8)), MONITOR);
    define(0x01, NP.and(modrm(0xc9)), MWAIT);
    define(0x01, NP.and(modrm(0xca)), CLAC);
    define(0x01, NP.and(modrm(0xcb)), STAC);
    define(0x01, NP.and(modrm(0xd0)), XGETBV);
    define(0x01, NP.and(modrm(0xee)), RDPKRU);
    define(0x01, NP.and(modrm(0xef)), WRPKRU);
    define(0x01, NP.and(modrm(0xd1)), XSETBV);
    define(0x01, NP.and(modrm(0xd9)), VMMCALL);
    define(0x01, O64.and(modrm(0xf8)), SWAPGS);
    define(0x01, modrm(0xf9), RDTSCP);
  }

  private void group8() {
    define(0xba, digit(4), BT, Ev, Ib);
    define(0xba, digit(5), BTS, Ev, Ib);
    define(0xba, digit(6), BTR, Ev, Ib);
    define(0xba, digit(7), BTC, Ev, Ib);
  }

  private void group9() {
    define(0xc7, digit(1), CMPXCHG8B, Mq);
    define(0xc7, digit(1).and(size(8)), CMPXCHG16B, Mdq);
    define(0xc7, NP.and(digit(3)), XRSTORS, M);
    define(0xc7, NP.and(digit(4)), XSAVEC, M);
    define(0xc7, NP.and(digit(5)), XSAVES, M);
    define(0xc7, NFX.and(digit(6)), RDRAND, Rv);
    define(0xc7, NFX.and(digit(7)), RDSEED, Rv);
    define(0xc7, F3.and(digit(7)), RDPID, Rmode);
  }

  private void packedShifts() {
    packedShift(0x71, 2, PSRLW);
    packedShift(0x71, 4, PSRAW);
    packedShift(0x71, 6, PSLLW);
    packedShift(0x72, 2, PSRLD);
    packedShift(0x72, 4, PSRAD);
    packedShift(0x72, 6, PSLLD);
    packedShift(0x73, 2, PSRLQ);
    packedShift(0x73, 6, PSLLQ);
    define(0x73, P66.and(digit(3)), PSRLDQ, Udq, Ib);
    define(0x73, P66.and(digit(7)), PSLLDQ, Udq, Ib);
  }

  private void packedShift(int opcode, int digit, Mnemonic mnemonic) {
    define(opcode, NP.and(digit(digit)), mnemonic, Nq, Ib);
    define(opcode, P66.and(digit(digit)), mnemonic, Udq, Ib);
  }

  private void group15() {
    define(0xae, NP.and(digit(0)), FXSAVE, M);
    define(0xae, NP.and(digit(1)), FXRSTOR, M);
    define(0xae, NP.and(digit(2)), LDMXCSR, Md);
    define(0xae, NP.and(digit(3)), STMXCSR, Md);
    define(0xae, NP.and(digit(4)), XSAVE, M);
    define(0xae, NP.and(digit(5)), XRSTOR, M);
    define(0xae, NP.and(digit(6)), XSAVEOPT, M);
    define(0xae, NP.and(digit(7)), CLFLUSH, M);
    define(0xae, P66.and(digit(7)), CLFLUSHOPT, M);
    define(0xae, P66.and(digit(6)), CLWB, M);
    define(0xae, NP.and(digit(5)).and(REGISTER), LFENCE);
    define(0xae, NP.and(digit(6)).and(REGISTER), MFENCE);
    define(0xae, NP.and(digit(7)).and(REGISTER), SFENCE);
    define(0xae, F3.and(O64).and(digit(0)), RDFSBASE, Ry);
    define(0xae, F3.and(O64).and(digit(1)), RDGSBASE, Ry);
    define(0xae, F3.and(O64).and(digit(2)), WRFSBASE, Ry);
    define(0xae, F3.and(O64).and(digit(3)), WRGSBASE, Ry);
  }
}
