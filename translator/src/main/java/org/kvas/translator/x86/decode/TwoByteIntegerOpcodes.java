package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.Mnemonic.*;
import static org.kvas.translator.x86.decode.OperandKind.*;
import static org.kvas.translator.x86.decode.Qualifier.*;

import java.util.List;

/** Packed integers in MMX and XMM registers behind 0F. SDM Vol. 2D, table A-3. */
final class TwoByteIntegerOpcodes extends OpcodeTable {
  TwoByteIntegerOpcodes(List<Opcode> rows) {
    super(rows);
    moves();
    shuffles();
    rows60();
    rowsD0();
    rowsE0();
    rowsF0();
  }

  private void moves() {
    define(0x6e, NP, MOVD, Pq, Ey);
    define(0x6e, NP.and(size(8)), MOVQ, Pq, Ey);
    define(0x6e, P66, MOVD, Vy, Ey);
    define(0x6e, P66.and(size(8)), MOVQ, Vy, Ey);
    define(0x7e, NP, MOVD, Ey, Pq);
    define(0x7e, NP.and(size(8)), MOVQ, Ey, Pq);
    define(0x7e, P66, MOVD, Ey, Vy);
    define(0x7e, P66.and(size(8)), MOVQ, Ey, Vy);
    define(0x7e, F3, MOVQ, Vq, Wq);
    define(0x6f, NP, MOVQ, Pq, Qq);
    define(0x6f, P66, MOVDQA, Vdq, Wdq);
    define(0x6f, F3, MOVDQU, Vdq, Wdq);
    define(0x7f, NP, MOVQ, Qq, Pq);
    define(0x7f, P66, MOVDQA, Wdq, Vdq);
    define(0x7f, F3, MOVDQU, Wdq, Vdq);
    define(0xd6, P66, MOVQ, Wq, Vq);
    define(0xd6, F3, MOVQ2DQ, Vdq, Nq);
    define(0xd6, F2, MOVDQ2Q, Pq, Uq);
    define(0xd7, NP, PMOVMSKB, Gd, Nq);
    define(0xd7, P66, PMOVMSKB, Gd, Udq);
    define(0xe7, NP, MOVNTQ, Mq, Pq);
    define(0xe7, P66, MOVNTDQ, Mdq, Vdq);
    define(0xf0, F2, LDDQU, Vdq, Mdq);
    define(0xf7, NP, MASKMOVQ, Pq, Nq);
    define(0xf7, P66, MASKMOVDQU, Vdq, Udq);
  }

  private void shuffles() {
    define(0x70, NP, PSHUFW, Pq, Qq, Ib);
    define(0x70, P66, PSHUFD, Vdq, Wdq, Ib);
    define(0x70, F3, PSHUFHW, Vdq, Wdq, Ib);
    define(0x70, F2, PSHUFLW, Vdq, Wdq, Ib);
    define(0xc4, NP, PINSRW, Pq, Rd_Mw, Ib);
    define(0xc4, P66, PINSRW, Vdq, Rd_Mw, Ib);
    define(0xc5, NP, PEXTRW, Gd, Nq, Ib);
    define(0xc5, P66, PEXTRW, Gd, Udq, Ib);
  }

  private void rows60() {
    unpackLow(0x60, PUNPCKLBW);
    unpackLow(0x61, PUNPCKLWD);
    unpackLow(0x62, PUNPCKLDQ);
    packed(0x63, PACKSSWB);
    packed(0x64, PCMPGTB);
    packed(0x65, PCMPGTW);
    packed(0x66, PCMPGTD);
    packed(0x67, PACKUSWB);
    packed(0x68, PUNPCKHBW);
    packed(0x69, PUNPCKHWD);
    packed(0x6a, PUNPCKHDQ);
    packed(0x6b, PACKSSDW);
    define(0x6c, P66, PUNPCKLQDQ, Vdq, Wdq);
    define(0x6d, P66, PUNPCKHQDQ, Vdq, Wdq);
    packed(0x74, PCMPEQB);
    packed(0x75, PCMPEQW);
    packed(0x76, PCMPEQD);
    define(0x77, NP, EMMS);
  }

  /** The MMX forms read only 32 bits of memory. */
  private void unpackLow(int opcode, Mnemonic mnemonic) {
    define(opcode, NP, mnemonic, Pq, Qd);
    define(opcode, P66, mnemonic, Vdq, Wdq);
  }

  private void rowsD0() {
    packed(0xd1, PSRLW);
    packed(0xd2, PSRLD);
    packed(0xd3, PSRLQ);
    packed(0xd4, PADDQ);
    packed(0xd5, PMULLW);
    packed(0xd8, PSUBUSB);
    packed(0xd9, PSUBUSW);
    packed(0xda, PMINUB);
    packed(0xdb, PAND);
    packed(0xdc, PADDUSB);
    packed(0xdd, PADDUSW);
    packed(0xde, PMAXUB);
    packed(0xdf, PANDN);
  }

  private void rowsE0() {
    packed(0xe0, PAVGB);
    packed(0xe1, PSRAW);
    packed(0xe2, PSRAD);
    packed(0xe3, PAVGW);
    packed(0xe4, PMULHUW);
    packed(0xe5, PMULHW);
    packed(0xe8, PSUBSB);
    packed(0xe9, PSUBSW);
    packed(0xea, PMINSW);
    packed(0xeb, POR);
    packed(0xec, PADDSB);
    packed(0xed, PADDSW);
    packed(0xee, PMAXSW);
    packed(0xef, PXOR);
  }

  private void rowsF0() {
    packed(0xf1, PSLLW);
    packed(0xf2, PSLLD);
    packed(0xf3, PSLLQ);
    packed(0xf4, PMULUDQ);
    packed(0xf5, PMADDWD);
    packed(0xf6, PSADBW);
    packed(0xf8, PSUBB);
    packed(0xf9, PSUBW);
    packed(0xfa, PSUBD);
    packed(0xfb, PSUBQ);
    packed(0xfc, PADDB);
    packed(0xfd, PADDW);
    packed(0xfe, PADDD);
  }
}
