package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.Mnemonic.*;
import static org.kvas.translator.x86.decode.OperandKind.*;
import static org.kvas.translator.x86.decode.Qualifier.*;

import java.util.List;

/** VEX forms of packed-integer SSE behind 0F. SDM Vol. 2D, table A-3. */
final class VexIntegerOpcodes extends VexTable {
  VexIntegerOpcodes(List<Opcode> rows) {
    super(rows);
    moves();
    shuffles();
    immediateShifts();
    rows60();
    rowsD0();
    rowsE0();
    rowsF0();
  }

  private void moves() {
    only128(0x6e, P66, MOVD, Vy, Ey);
    only128(0x6e, P66.and(size(8)), MOVQ, Vy, Ey);
    only128(0x7e, P66, MOVD, Ey, Vy);
    only128(0x7e, P66.and(size(8)), MOVQ, Ey, Vy);
    only128(0x7e, F3, MOVQ, Vq, Wq);
    only128(0xd6, P66, MOVQ, Wq, Vq);
    avx(0x6f, P66, MOVDQA, Vx, Wx);
    avx(0x6f, F3, MOVDQU, Vx, Wx);
    avx(0x7f, P66, MOVDQA, Wx, Vx);
    avx(0x7f, F3, MOVDQU, Wx, Vx);
    integer(0xd7, P66, PMOVMSKB, Gd, Ux);
    avx(0xe7, P66, MOVNTDQ, Mx, Vx);
    avx(0xf0, F2, LDDQU, Vx, Mx);
    only128(0xf7, P66, MASKMOVDQU, Vdq, Udq);
  }

  private void shuffles() {
    integer(0x70, P66, PSHUFD, Vx, Wx, Ib);
    integer(0x70, F3, PSHUFHW, Vx, Wx, Ib);
    integer(0x70, F2, PSHUFLW, Vx, Wx, Ib);
    only128(0xc4, P66, PINSRW, Vdq, Hdq, Rd_Mw, Ib);
    only128(0xc5, P66, PEXTRW, Gd, Udq, Ib);
  }

  private void immediateShifts() {
    immediateShift(0x71, 2, PSRLW);
    immediateShift(0x71, 4, PSRAW);
    immediateShift(0x71, 6, PSLLW);
    immediateShift(0x72, 2, PSRLD);
    immediateShift(0x72, 4, PSRAD);
    immediateShift(0x72, 6, PSLLD);
    immediateShift(0x73, 2, PSRLQ);
    immediateShift(0x73, 3, PSRLDQ);
    immediateShift(0x73, 6, PSLLQ);
    immediateShift(0x73, 7, PSLLDQ);
  }

  private void immediateShift(int opcode, int digit, Mnemonic mnemonic) {
    integer(opcode, P66.and(digit(digit)), mnemonic, Hx, Ux, Ib);
  }

  /** The count is in an XMM register or 16 bytes of memory whatever the length. */
  private void shift(int opcode, Mnemonic mnemonic) {
    integer(opcode, P66, mnemonic, Vx, Hx, Wdq);
  }

  private void rows60() {
    List<Mnemonic> rows =
        List.of(
            PUNPCKLBW,
            PUNPCKLWD,
            PUNPCKLDQ,
            PACKSSWB,
            PCMPGTB,
            PCMPGTW,
            PCMPGTD,
            PACKUSWB,
            PUNPCKHBW,
            PUNPCKHWD,
            PUNPCKHDQ,
            PACKSSDW,
            PUNPCKLQDQ,
            PUNPCKHQDQ);
    for (int i = 0; i < rows.size(); i++) {
      integers(0x60 + i, rows.get(i));
    }
    integers(0x74, PCMPEQB);
    integers(0x75, PCMPEQW);
    integers(0x76, PCMPEQD);
  }

  private void rowsD0() {
    shift(0xd1, PSRLW);
    shift(0xd2, PSRLD);
    shift(0xd3, PSRLQ);
    integers(0xd4, PADDQ);
    integers(0xd5, PMULLW);
    integers(0xd8, PSUBUSB);
    integers(0xd9, PSUBUSW);
    integers(0xda, PMINUB);
    integers(0xdb, PAND);
    integers(0xdc, PADDUSB);
    integers(0xdd, PADDUSW);
    integers(0xde, PMAXUB);
    integers(0xdf, PANDN);
  }

  private void rowsE0() {
    integers(0xe0, PAVGB);
    shift(0xe1, PSRAW);
    shift(0xe2, PSRAD);
    integers(0xe3, PAVGW);
    integers(0xe4, PMULHUW);
    integers(0xe5, PMULHW);
    integers(0xe8, PSUBSB);
    integers(0xe9, PSUBSW);
    integers(0xea, PMINSW);
    integers(0xeb, POR);
    integers(0xec, PADDSB);
    integers(0xed, PADDSW);
    integers(0xee, PMAXSW);
    integers(0xef, PXOR);
  }

  private void rowsF0() {
    shift(0xf1, PSLLW);
    shift(0xf2, PSLLD);
    shift(0xf3, PSLLQ);
    integers(0xf4, PMULUDQ);
    integers(0xf5, PMADDWD);
    integers(0xf6, PSADBW);
    integers(0xf8, PSUBB);
    integers(0xf9, PSUBW);
    integers(0xfa, PSUBD);
    integers(0xfb, PSUBQ);
    integers(0xfc, PADDB);
    integers(0xfd, PADDW);
    integers(0xfe, PADDD);
  }
}
