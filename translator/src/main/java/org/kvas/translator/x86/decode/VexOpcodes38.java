package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.Mnemonic.*;
import static org.kvas.translator.x86.decode.OperandKind.*;
import static org.kvas.translator.x86.decode.Qualifier.*;

import java.util.List;

/** Vector instructions behind VEX with map 0F 38, without FMA. SDM Vol. 2D, table A-4. */
final class VexOpcodes38 extends VexTable {
  private static final Qualifier P66_W0 = P66.and(W0);
  private static final Qualifier P66_W1 = P66.and(W1);

  VexOpcodes38(List<Opcode> rows) {
    super(rows);
    ssse3();
    sse4();
    extensions();
    permutationsAndTests();
    broadcasts();
    masksAndShifts();
    gathers();
    cryptography();
  }

  private void ssse3() {
    List<Mnemonic> rows =
        List.of(
            PSHUFB, PHADDW, PHADDD, PHADDSW, PMADDUBSW, PHSUBW, PHSUBD, PHSUBSW, PSIGNB, PSIGNW,
            PSIGND, PMULHRSW);
    for (int i = 0; i < rows.size(); i++) {
      integers(i, rows.get(i));
    }
    integer(0x1c, P66, PABSB, Vx, Wx);
    integer(0x1d, P66, PABSW, Vx, Wx);
    integer(0x1e, P66, PABSD, Vx, Wx);
  }

  private void sse4() {
    avx(0x17, P66, PTEST, Vx, Wx);
    integers(0x28, PMULDQ);
    integers(0x29, PCMPEQQ);
    integer(0x2a, P66, MOVNTDQA, Vx, Mx);
    integers(0x2b, PACKUSDW);
    integers(0x37, PCMPGTQ);
    List<Mnemonic> extremes =
        List.of(PMINSB, PMINSD, PMINUW, PMINUD, PMAXSB, PMAXSD, PMAXUW, PMAXUD);
    for (int i = 0; i < extremes.size(); i++) {
      integers(0x38 + i, extremes.get(i));
    }
    integers(0x40, PMULLD);
    only128(0x41, P66, PHMINPOSUW, Vdq, Wdq);
  }

  private void extensions() {
    integer(0x20, P66, PMOVSXBW, Vx, Wx_half);
    integer(0x21, P66, PMOVSXBD, Vx, Wx_quarter);
    integer(0x22, P66, PMOVSXBQ, Vx, Wx_eighth);
    integer(0x23, P66, PMOVSXWD, Vx, Wx_half);
    integer(0x24, P66, PMOVSXWQ, Vx, Wx_quarter);
    integer(0x25, P66, PMOVSXDQ, Vx, Wx_half);
    integer(0x30, P66, PMOVZXBW, Vx, Wx_half);
    integer(0x31, P66, PMOVZXBD, Vx, Wx_quarter);
    integer(0x32, P66, PMOVZXBQ, Vx, Wx_eighth);
    integer(0x33, P66, PMOVZXWD, Vx, Wx_half);
    integer(0x34, P66, PMOVZXWQ, Vx, Wx_quarter);
    integer(0x35, P66, PMOVZXDQ, Vx, Wx_half);
  }

  private void permutationsAndTests() {
    avx(0x0c, P66_W0, VPERMILPS, Vx, Hx, Wx);
    avx(0x0d, P66_W0, VPERMILPD, Vx, Hx, Wx);
    avx(0x0e, P66_W0, VTESTPS, Vx, Wx);
    avx(0x0f, P66_W0, VTESTPD, Vx, Wx);
    bothLengths(0x13, P66_W0.and(feature(Feature.F16C)), VCVTPH2PS, Vx, Wx_half);
    only256Avx2(0x16, P66_W0, VPERMPS, Vx, Hx, Wx);
    only256Avx2(0x36, P66_W0, VPERMD, Vx, Hx, Wx);
  }

  private void broadcasts() {
    avx(0x18, P66_W0, VBROADCASTSS, Vx, Md);
    avx2(0x18, P66_W0, VBROADCASTSS, Vx, Uss);
    only256(0x19, P66_W0, VBROADCASTSD, Vx, Mq);
    only256Avx2(0x19, P66_W0, VBROADCASTSD, Vx, Usd);
    only256(0x1a, P66_W0, VBROADCASTF128, Vx, Mdq);
    avx2(0x58, P66_W0, VPBROADCASTD, Vx, Wd);
    avx2(0x59, P66_W0, VPBROADCASTQ, Vx, Wq);
    only256Avx2(0x5a, P66_W0, VBROADCASTI128, Vx, Mdq);
    avx2(0x78, P66_W0, VPBROADCASTB, Vx, Wb);
    avx2(0x79, P66_W0, VPBROADCASTW, Vx, Ww);
  }

  private void masksAndShifts() {
    avx(0x2c, P66_W0, VMASKMOVPS, Vx, Hx, Mx);
    avx(0x2d, P66_W0, VMASKMOVPD, Vx, Hx, Mx);
    avx(0x2e, P66_W0, VMASKMOVPS, Mx, Hx, Vx);
    avx(0x2f, P66_W0, VMASKMOVPD, Mx, Hx, Vx);
    avx2(0x8c, P66_W0, VPMASKMOVD, Vx, Hx, Mx);
    avx2(0x8c, P66_W1, VPMASKMOVQ, Vx, Hx, Mx);
    avx2(0x8e, P66_W0, VPMASKMOVD, Mx, Hx, Vx);
    avx2(0x8e, P66_W1, VPMASKMOVQ, Mx, Hx, Vx);
    avx2(0x45, P66_W0, VPSRLVD, Vx, Hx, Wx);
    avx2(0x45, P66_W1, VPSRLVQ, Vx, Hx, Wx);
    avx2(0x46, P66_W0, VPSRAVD, Vx, Hx, Wx);
    avx2(0x47, P66_W0, VPSLLVD, Vx, Hx, Wx);
    avx2(0x47, P66_W1, VPSLLVQ, Vx, Hx, Wx);
  }

  /** The third operand is the mask. */
  private void gathers() {
    avx2(0x90, P66_W0, VPGATHERDD, Vx, Mvx_d, Hx);
    avx2(0x90, P66_W1, VPGATHERDQ, Vx, Mvdq_q, Hx);
    avx2(0x91, P66_W0, VPGATHERQD, Vx_half, Mvx_d, Hx_half);
    avx2(0x91, P66_W1, VPGATHERQQ, Vx, Mvx_q, Hx);
    avx2(0x92, P66_W0, VGATHERDPS, Vx, Mvx_d, Hx);
    avx2(0x92, P66_W1, VGATHERDPD, Vx, Mvdq_q, Hx);
    avx2(0x93, P66_W0, VGATHERQPS, Vx_half, Mvx_d, Hx_half);
    avx2(0x93, P66_W1, VGATHERQPD, Vx, Mvx_q, Hx);
  }

  private void cryptography() {
    Qualifier aes = P66.and(feature(Feature.AES));
    only128(0xdb, aes, AESIMC, Vdq, Wdq);
    only128(0xdc, aes, AESENC, Vdq, Hdq, Wdq);
    only128(0xdd, aes, AESENCLAST, Vdq, Hdq, Wdq);
    only128(0xde, aes, AESDEC, Vdq, Hdq, Wdq);
    only128(0xdf, aes, AESDECLAST, Vdq, Hdq, Wdq);
  }
}
