package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.Mnemonic.*;
import static org.kvas.translator.x86.decode.OperandKind.*;
import static org.kvas.translator.x86.decode.Qualifier.*;

import java.util.List;

/** Instructions behind VEX with map 0F 3A. SDM Vol. 2D, table A-5. */
final class VexOpcodes3A extends VexTable {
  private static final Qualifier P66_W0 = P66.and(W0);
  private static final Qualifier P66_W1 = P66.and(W1);

  VexOpcodes3A(List<Opcode> rows) {
    super(rows);
    permutations();
    lanes();
    elements();
    floats();
    blends();
    stringsAndCryptography();
    define(0xf0, F2.and(L128), RORX, Gy, Ey, Ib);
  }

  private void permutations() {
    only256Avx2(0x00, P66_W1, VPERMQ, Vx, Wx, Ib);
    only256Avx2(0x01, P66_W1, VPERMPD, Vx, Wx, Ib);
    avx(0x04, P66_W0, VPERMILPS, Vx, Wx, Ib);
    avx(0x05, P66_W0, VPERMILPD, Vx, Wx, Ib);
    integer(0x0f, P66, PALIGNR, Vx, Hx, Wx, Ib);
  }

  private void lanes() {
    only256(0x06, P66_W0, VPERM2F128, Vx, Hx, Wx, Ib);
    only256(0x18, P66_W0, VINSERTF128, Vx, Hx, Wdq, Ib);
    only256(0x19, P66_W0, VEXTRACTF128, Wdq, Vx, Ib);
    only256Avx2(0x38, P66_W0, VINSERTI128, Vx, Hx, Wdq, Ib);
    only256Avx2(0x39, P66_W0, VEXTRACTI128, Wdq, Vx, Ib);
    only256Avx2(0x46, P66_W0, VPERM2I128, Vx, Hx, Wx, Ib);
  }

  private void elements() {
    only128(0x14, P66, PEXTRB, Rd_Mb, Vdq, Ib);
    only128(0x15, P66, PEXTRW, Rd_Mw, Vdq, Ib);
    only128(0x16, P66, PEXTRD, Ey, Vdq, Ib);
    only128(0x16, P66.and(size(8)), PEXTRQ, Ey, Vdq, Ib);
    only128(0x17, P66, EXTRACTPS, Ed, Vdq, Ib);
    only128(0x20, P66, PINSRB, Vdq, Hdq, Rd_Mb, Ib);
    only128(0x21, P66, INSERTPS, Vdq, Hdq, Udq_Md, Ib);
    only128(0x22, P66, PINSRD, Vdq, Hdq, Ey, Ib);
    only128(0x22, P66.and(size(8)), PINSRQ, Vdq, Hdq, Ey, Ib);
  }

  private void floats() {
    avx(0x08, P66, ROUNDPS, Vx, Wx, Ib);
    avx(0x09, P66, ROUNDPD, Vx, Wx, Ib);
    scalar(0x0a, P66, ROUNDSS, Vss, Hss, Wss, Ib);
    scalar(0x0b, P66, ROUNDSD, Vsd, Hsd, Wsd, Ib);
    bothLengths(0x1d, P66_W0.and(feature(Feature.F16C)), VCVTPS2PH, Wx_half, Vx, Ib);
    avx(0x40, P66, DPPS, Vx, Hx, Wx, Ib);
    only128(0x41, P66, DPPD, Vdq, Hdq, Wdq, Ib);
  }

  private void blends() {
    avx2(0x02, P66_W0, VPBLENDD, Vx, Hx, Wx, Ib);
    avx(0x0c, P66, BLENDPS, Vx, Hx, Wx, Ib);
    avx(0x0d, P66, BLENDPD, Vx, Hx, Wx, Ib);
    integer(0x0e, P66, PBLENDW, Vx, Hx, Wx, Ib);
    integer(0x42, P66, MPSADBW, Vx, Hx, Wx, Ib);
    avx(0x4a, P66_W0, BLENDVPS, Vx, Hx, Wx, Lx);
    avx(0x4b, P66_W0, BLENDVPD, Vx, Hx, Wx, Lx);
    integer(0x4c, P66_W0, PBLENDVB, Vx, Hx, Wx, Lx);
  }

  private void stringsAndCryptography() {
    Qualifier aes = P66.and(feature(Feature.AES));
    only128(0x44, P66.and(feature(Feature.PCLMULQDQ)), PCLMULQDQ, Vdq, Hdq, Wdq, Ib);
    only128(0x60, P66, PCMPESTRM, Vdq, Wdq, Ib);
    only128(0x61, P66, PCMPESTRI, Vdq, Wdq, Ib);
    only128(0x62, P66, PCMPISTRM, Vdq, Wdq, Ib);
    only128(0x63, P66, PCMPISTRI, Vdq, Wdq, Ib);
    only128(0xdf, aes, AESKEYGENASSIST, Vdq, Wdq, Ib);
  }
}
