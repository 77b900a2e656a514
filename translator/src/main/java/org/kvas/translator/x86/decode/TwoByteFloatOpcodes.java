package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.Mnemonic.*;
import static org.kvas.translator.x86.decode.OperandKind.*;
import static org.kvas.translator.x86.decode.Qualifier.*;

import java.util.List;

/** Floating-point SSE to SSE3 behind 0F. SDM Vol. 2D, table A-3. */
final class TwoByteFloatOpcodes extends OpcodeTable {
  TwoByteFloatOpcodes(List<Opcode> rows) {
    super(rows);
    moves();
    conversions();
    arithmetic();
    bitwiseAndShuffles();
  }

  private void moves() {
    floats(0x10, MOVUPS, MOVUPD, MOVSS, MOVSD_SSE);
    define(0x11, NP, MOVUPS, Wps, Vps);
    define(0x11, P66, MOVUPD, Wpd, Vpd);
    define(0x11, F3, MOVSS, Wss, Vss);
    define(0x11, F2, MOVSD_SSE, Wsd, Vsd);
    define(0x12, NP, MOVLPS, Vq, Mq);
    define(0x12, NP, MOVHLPS, Vq, Uq);
    define(0x12, P66, MOVLPD, Vq, Mq);
    define(0x12, F3, MOVSLDUP, Vps, Wps);
    define(0x12, F2, MOVDDUP, Vpd, Wq);
    define(0x13, NP, MOVLPS, Mq, Vq);
    define(0x13, P66, MOVLPD, Mq, Vq);
    define(0x16, NP, MOVHPS, Vq, Mq);
    define(0x16, NP, MOVLHPS, Vq, Uq);
    define(0x16, P66, MOVHPD, Vq, Mq);
    define(0x16, F3, MOVSHDUP, Vps, Wps);
    define(0x17, NP, MOVHPS, Mq, Vq);
    define(0x17, P66, MOVHPD, Mq, Vq);
    packedFloats(0x28, MOVAPS, MOVAPD);
    define(0x29, NP, MOVAPS, Wps, Vps);
    define(0x29, P66, MOVAPD, Wpd, Vpd);
    define(0x2b, NP, MOVNTPS, Mdq, Vps);
    define(0x2b, P66, MOVNTPD, Mdq, Vpd);
    define(0x50, NP, MOVMSKPS, Gd, Udq);
    define(0x50, P66, MOVMSKPD, Gd, Udq);
  }

  private void conversions() {
    define(0x2a, NP, CVTPI2PS, Vq, Qq);
    define(0x2a, P66, CVTPI2PD, Vpd, Qq);
    define(0x2a, F3, CVTSI2SS, Vss, Ey);
    define(0x2a, F2, CVTSI2SD, Vsd, Ey);
    define(0x2c, NP, CVTTPS2PI, Pq, Wq);
    define(0x2c, P66, CVTTPD2PI, Pq, Wpd);
    define(0x2c, F3, CVTTSS2SI, Gy, Wss);
    define(0x2c, F2, CVTTSD2SI, Gy, Wsd);
    define(0x2d, NP, CVTPS2PI, Pq, Wq);
    define(0x2d, P66, CVTPD2PI, Pq, Wpd);
    define(0x2d, F3, CVTSS2SI, Gy, Wss);
    define(0x2d, F2, CVTSD2SI, Gy, Wsd);
    define(0x5a, NP, CVTPS2PD, Vpd, Wq);
    define(0x5a, P66, CVTPD2PS, Vq, Wpd);
    define(0x5a, F3, CVTSS2SD, Vsd, Wss);
    define(0x5a, F2, CVTSD2SS, Vss, Wsd);
    define(0x5b, NP, CVTDQ2PS, Vps, Wdq);
    define(0x5b, P66, CVTPS2DQ, Vdq, Wps);
    define(0x5b, F3, CVTTPS2DQ, Vdq, Wps);
    define(0xe6, P66, CVTTPD2DQ, Vq, Wpd);
    define(0xe6, F3, CVTDQ2PD, Vpd, Wq);
    define(0xe6, F2, CVTPD2DQ, Vq, Wpd);
  }

  private void arithmetic() {
    define(0x2e, NP, UCOMISS, Vss, Wss);
    define(0x2e, P66, UCOMISD, Vsd, Wsd);
    define(0x2f, NP, COMISS, Vss, Wss);
    define(0x2f, P66, COMISD, Vsd, Wsd);
    floats(0x51, SQRTPS, SQRTPD, SQRTSS, SQRTSD);
    define(0x52, NP, RSQRTPS, Vps, Wps);
    define(0x52, F3, RSQRTSS, Vss, Wss);
    define(0x53, NP, RCPPS, Vps, Wps);
    define(0x53, F3, RCPSS, Vss, Wss);
    floats(0x58, ADDPS, ADDPD, ADDSS, ADDSD);
    floats(0x59, MULPS, MULPD, MULSS, MULSD);
    floats(0x5c, SUBPS, SUBPD, SUBSS, SUBSD);
    floats(0x5d, MINPS, MINPD, MINSS, MINSD);
    floats(0x5e, DIVPS, DIVPD, DIVSS, DIVSD);
    floats(0x5f, MAXPS, MAXPD, MAXSS, MAXSD);
    define(0x7c, P66, HADDPD, Vpd, Wpd);
    define(0x7c, F2, HADDPS, Vps, Wps);
    define(0x7d, P66, HSUBPD, Vpd, Wpd);
    define(0x7d, F2, HSUBPS, Vps, Wps);
    define(0xd0, P66, ADDSUBPD, Vpd, Wpd);
    define(0xd0, F2, ADDSUBPS, Vps, Wps);
    define(0xc2, NP, CMPPS, Vps, Wps, Ib);
    define(0xc2, P66, CMPPD, Vpd, Wpd, Ib);
    define(0xc2, F3, CMPSS, Vss, Wss, Ib);
    define(0xc2, F2, CMPSD_SSE, Vsd, Wsd, Ib);
  }

  private void bitwiseAndShuffles() {
    packedFloats(0x14, UNPCKLPS, UNPCKLPD);
    packedFloats(0x15, UNPCKHPS, UNPCKHPD);
    packedFloats(0x54, ANDPS, ANDPD);
    packedFloats(0x55, ANDNPS, ANDNPD);
    packedFloats(0x56, ORPS, ORPD);
    packedFloats(0x57, XORPS, XORPD);
    define(0xc6, NP, SHUFPS, Vps, Wps, Ib);
    define(0xc6, P66, SHUFPD, Vpd, Wpd, Ib);
  }
}
