package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.Mnemonic.*;
import static org.kvas.translator.x86.decode.OperandKind.*;
import static org.kvas.translator.x86.decode.Qualifier.*;

import java.util.List;

/** VEX forms of floating-point SSE behind 0F. SDM Vol. 2D, table A-3. */
final class VexFloatOpcodes extends VexTable {
  VexFloatOpcodes(List<Opcode> rows) {
    super(rows);
    scalarMoves();
    moves();
    conversions();
    arithmetic();
    bitwiseAndShuffles();
    control();
  }

  /** Between registers, the upper part comes from the second operand. */
  private void scalarMoves() {
    scalar(0x10, F3, MOVSS, Vss, Md);
    scalar(0x10, F3, MOVSS, Vss, Hss, Uss);
    scalar(0x10, F2, MOVSD_SSE, Vsd, Mq);
    scalar(0x10, F2, MOVSD_SSE, Vsd, Hsd, Usd);
    scalar(0x11, F3, MOVSS, Md, Vss);
    scalar(0x11, F3, MOVSS, Uss, Hss, Vss);
    scalar(0x11, F2, MOVSD_SSE, Mq, Vsd);
    scalar(0x11, F2, MOVSD_SSE, Usd, Hsd, Vsd);
  }

  private void moves() {
    packed(0x10, MOVUPS, MOVUPD, Vx, Wx);
    packed(0x11, MOVUPS, MOVUPD, Wx, Vx);
    only128(0x12, NP, MOVLPS, Vdq, Hdq, Mq);
    only128(0x12, NP, MOVHLPS, Vdq, Hdq, Udq);
    only128(0x12, P66, MOVLPD, Vdq, Hdq, Mq);
    avx(0x12, F3, MOVSLDUP, Vx, Wx);
    only128(0x12, F2, MOVDDUP, Vdq, Wq);
    only256(0x12, F2, MOVDDUP, Vx, Wx);
    only128(0x13, NP, MOVLPS, Mq, Vq);
    only128(0x13, P66, MOVLPD, Mq, Vq);
    only128(0x16, NP, MOVHPS, Vdq, Hdq, Mq);
    only128(0x16, NP, MOVLHPS, Vdq, Hdq, Uq);
    only128(0x16, P66, MOVHPD, Vdq, Hdq, Mq);
    avx(0x16, F3, MOVSHDUP, Vx, Wx);
    only128(0x17, NP, MOVHPS, Mq, Vdq);
    only128(0x17, P66, MOVHPD, Mq, Vdq);
    packed(0x28, MOVAPS, MOVAPD, Vx, Wx);
    packed(0x29, MOVAPS, MOVAPD, Wx, Vx);
    packed(0x2b, MOVNTPS, MOVNTPD, Mx, Vx);
    packed(0x50, MOVMSKPS, MOVMSKPD, Gd, Ux);
  }

  private void conversions() {
    scalar(0x2a, F3, CVTSI2SS, Vss, Hss, Ey);
    scalar(0x2a, F2, CVTSI2SD, Vsd, Hsd, Ey);
    scalar(0x2c, F3, CVTTSS2SI, Gy, Wss);
    scalar(0x2c, F2, CVTTSD2SI, Gy, Wsd);
    scalar(0x2d, F3, CVTSS2SI, Gy, Wss);
    scalar(0x2d, F2, CVTSD2SI, Gy, Wsd);
    avx(0x5a, NP, CVTPS2PD, Vx, Wx_half);
    avx(0x5a, P66, CVTPD2PS, Vx_half, Wx);
    scalar(0x5a, F3, CVTSS2SD, Vsd, Hsd, Wss);
    scalar(0x5a, F2, CVTSD2SS, Vss, Hss, Wsd);
    avx(0x5b, NP, CVTDQ2PS, Vx, Wx);
    avx(0x5b, P66, CVTPS2DQ, Vx, Wx);
    avx(0x5b, F3, CVTTPS2DQ, Vx, Wx);
    avx(0xe6, P66, CVTTPD2DQ, Vx_half, Wx);
    avx(0xe6, F3, CVTDQ2PD, Vx, Wx_half);
    avx(0xe6, F2, CVTPD2DQ, Vx_half, Wx);
  }

  private void arithmetic() {
    scalar(0x2e, NP, UCOMISS, Vss, Wss);
    scalar(0x2e, P66, UCOMISD, Vsd, Wsd);
    scalar(0x2f, NP, COMISS, Vss, Wss);
    scalar(0x2f, P66, COMISD, Vsd, Wsd);
    packed(0x51, SQRTPS, SQRTPD, Vx, Wx);
    scalar(0x51, F3, SQRTSS, Vss, Hss, Wss);
    scalar(0x51, F2, SQRTSD, Vsd, Hsd, Wsd);
    avx(0x52, NP, RSQRTPS, Vx, Wx);
    scalar(0x52, F3, RSQRTSS, Vss, Hss, Wss);
    avx(0x53, NP, RCPPS, Vx, Wx);
    scalar(0x53, F3, RCPSS, Vss, Hss, Wss);
    arithmetic(0x58, ADDPS, ADDPD, ADDSS, ADDSD);
    arithmetic(0x59, MULPS, MULPD, MULSS, MULSD);
    arithmetic(0x5c, SUBPS, SUBPD, SUBSS, SUBSD);
    arithmetic(0x5d, MINPS, MINPD, MINSS, MINSD);
    arithmetic(0x5e, DIVPS, DIVPD, DIVSS, DIVSD);
    arithmetic(0x5f, MAXPS, MAXPD, MAXSS, MAXSD);
    avx(0x7c, P66, HADDPD, Vx, Hx, Wx);
    avx(0x7c, F2, HADDPS, Vx, Hx, Wx);
    avx(0x7d, P66, HSUBPD, Vx, Hx, Wx);
    avx(0x7d, F2, HSUBPS, Vx, Hx, Wx);
    avx(0xd0, P66, ADDSUBPD, Vx, Hx, Wx);
    avx(0xd0, F2, ADDSUBPS, Vx, Hx, Wx);
    packed(0xc2, CMPPS, CMPPD, Vx, Hx, Wx, Ib);
    scalar(0xc2, F3, CMPSS, Vss, Hss, Wss, Ib);
    scalar(0xc2, F2, CMPSD_SSE, Vsd, Hsd, Wsd, Ib);
  }

  private void bitwiseAndShuffles() {
    packed(0x14, UNPCKLPS, UNPCKLPD, Vx, Hx, Wx);
    packed(0x15, UNPCKHPS, UNPCKHPD, Vx, Hx, Wx);
    packed(0x54, ANDPS, ANDPD, Vx, Hx, Wx);
    packed(0x55, ANDNPS, ANDNPD, Vx, Hx, Wx);
    packed(0x56, ORPS, ORPD, Vx, Hx, Wx);
    packed(0x57, XORPS, XORPD, Vx, Hx, Wx);
    packed(0xc6, SHUFPS, SHUFPD, Vx, Hx, Wx, Ib);
  }

  private void control() {
    only128(0x77, NP, VZEROUPPER);
    only256(0x77, NP, VZEROALL);
    only128(0xae, NP.and(digit(2)), LDMXCSR, Md);
    only128(0xae, NP.and(digit(3)), STMXCSR, Md);
  }
}
