package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.Mnemonic.*;
import static org.kvas.translator.x86.decode.OperandKind.*;
import static org.kvas.translator.x86.decode.Qualifier.*;

import java.util.List;

/** SDM Vol. 2D, table A-2, without groups and x87. */
final class OneByteOpcodes extends OpcodeTable {
  OneByteOpcodes(List<Opcode> rows) {
    super(rows);
    rows00();
    rows40();
    rows80();
    rowsC0();
    rowsE0();
  }

  private void rows00() {
    arithmetic(0x00, ADD);
    arithmetic(0x08, OR);
    arithmetic(0x10, ADC);
    arithmetic(0x18, SBB);
    arithmetic(0x20, AND);
    arithmetic(0x28, SUB);
    arithmetic(0x30, XOR);
    arithmetic(0x38, CMP);
    define(0x06, I64, PUSH_SEG, ES);
    define(0x07, I64, POP_SEG, ES);
    define(0x0e, I64, PUSH_SEG, CS);
    define(0x16, I64, PUSH_SEG, SS);
    define(0x17, I64, POP_SEG, SS);
    define(0x1e, I64, PUSH_SEG, DS);
    define(0x1f, I64, POP_SEG, DS);
    define(0x27, I64, DAA);
    define(0x2f, I64, DAS);
    define(0x37, I64, AAA);
    define(0x3f, I64, AAS);
  }

  private void rows40() {
    registers(0x40, I64, INC, Zv);
    registers(0x48, I64, DEC, Zv);
    registers(0x50, D64, PUSH, Zv);
    registers(0x58, D64, POP, Zv);
    define(0x60, I64, PUSHA);
    define(0x61, I64, POPA);
    define(0x62, I64, BOUND, Gv, Ma);
    define(0x63, I64, ARPL, Ew, Gw);
    define(0x63, O64, MOVSXD, Gv, Ez);
    define(0x68, D64, PUSH, Iz);
    define(0x69, IMUL, Gv, Ev, Iz);
    define(0x6a, D64, PUSH, Ibs);
    define(0x6b, IMUL, Gv, Ev, Ibs);
    define(0x6c, INS, Yb);
    define(0x6d, INS, Yz);
    define(0x6e, OUTS, Xb);
    define(0x6f, OUTS, Xz);
    conditions(0x70, F64, JCC, Jb);
  }

  private void rows80() {
    define(0x84, TEST, Eb, Gb);
    define(0x85, TEST, Ev, Gv);
    define(0x86, XCHG, Eb, Gb);
    define(0x87, XCHG, Ev, Gv);
    define(0x88, MOV, Eb, Gb);
    define(0x89, MOV, Ev, Gv);
    define(0x8a, MOV, Gb, Eb);
    define(0x8b, MOV, Gv, Ev);
    define(0x8c, MOV_SEG, Rv_Mw, Sw);
    define(0x8d, LEA, Gv, M);
    define(0x8e, MOV_SEG, Sw, Ew);
    define(0x90, NOP);
    define(0x90, F3, PAUSE);
    for (int i = 1; i < 8; i++) {
      define(0x90 + i, XCHG, Zv, rAX);
    }
    define(0x98, size(2), CBW);
    define(0x98, size(4), CWDE);
    define(0x98, size(8), CDQE);
    define(0x99, size(2), CWD);
    define(0x99, size(4), CDQ);
    define(0x99, size(8), CQO);
    define(0x9a, I64, CALLF, Ap);
    define(0x9b, FWAIT);
    define(0x9c, D64, PUSHF);
    define(0x9d, D64, POPF);
    define(0x9e, I64, SAHF);
    define(0x9e, O64.and(feature(Feature.LAHF_LM)), SAHF);
    define(0x9f, I64, LAHF);
    define(0x9f, O64.and(feature(Feature.LAHF_LM)), LAHF);
    define(0xa0, MOV, AL, Ob);
    define(0xa1, MOV, rAX, Ov);
    define(0xa2, MOV, Ob, AL);
    define(0xa3, MOV, Ov, rAX);
    define(0xa4, MOVS, Yb, Xb);
    define(0xa5, MOVS, Yv, Xv);
    define(0xa6, CMPS, Xb, Yb);
    define(0xa7, CMPS, Xv, Yv);
    define(0xa8, TEST, AL, Ibs);
    define(0xa9, TEST, rAX, Iz);
    define(0xaa, STOS, Yb);
    define(0xab, STOS, Yv);
    define(0xac, LODS, Xb);
    define(0xad, LODS, Xv);
    define(0xae, SCAS, Yb);
    define(0xaf, SCAS, Yv);
    registers(0xb0, PLAIN, MOV, Zb, Ibs);
    registers(0xb8, PLAIN, MOV, Zv, Iv);
  }

  private void rowsC0() {
    define(0xc2, F64, RET, Iw);
    define(0xc3, F64, RET);
    define(0xc4, I64, LES, Gz, Mp);
    define(0xc5, I64, LDS, Gz, Mp);
    define(0xc8, D64, ENTER, Iw, Ib);
    define(0xc9, D64, LEAVE);
    define(0xca, RETF, Iw);
    define(0xcb, RETF);
    define(0xcc, INT3);
    define(0xcd, INT, Ib);
    define(0xce, I64, INTO);
    define(0xcf, IRET);
    define(0xd4, I64, AAM, Ib);
    define(0xd5, I64, AAD, Ib);
    define(0xd6, I64, SALC);
    define(0xd7, XLAT, Xb);
  }

  private void rowsE0() {
    define(0xe0, F64, LOOPNE, Jb);
    define(0xe1, F64, LOOPE, Jb);
    define(0xe2, F64, LOOP, Jb);
    define(0xe3, F64, JCXZ, Jb);
    define(0xe4, IN, AL, Ib);
    define(0xe5, IN, eAX, Ib);
    define(0xe6, OUT, Ib, AL);
    define(0xe7, OUT, Ib, eAX);
    define(0xe8, F64, CALL, Jz);
    define(0xe9, F64, JMP, Jz);
    define(0xea, I64, JMPF, Ap);
    define(0xeb, F64, JMP, Jb);
    define(0xec, IN, AL, DX);
    define(0xed, IN, eAX, DX);
    define(0xee, OUT, DX, AL);
    define(0xef, OUT, DX, eAX);
    define(0xf1, INT1);
    define(0xf4, HLT);
    define(0xf5, CMC);
    define(0xf8, CLC);
    define(0xf9, STC);
    define(0xfa, CLI);
    define(0xfb, STI);
    define(0xfc, CLD);
    define(0xfd, STD);
  }
}
