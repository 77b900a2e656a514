package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.Mnemonic.*;
import static org.kvas.translator.x86.decode.OperandKind.*;
import static org.kvas.translator.x86.decode.Qualifier.*;

import java.util.List;

/** SDM Vol. 2D, table A-4 (escape 0F 38). */
final class ThreeByteOpcodes38 extends OpcodeTable {
  ThreeByteOpcodes38(List<Opcode> rows) {
    super(rows);
    ssse3();
    sse4Blends();
    sse4Moves();
    sse4Arithmetic();
    cryptography();
    define(0x82, P66, INVPCID, Gm, Mdq);
    define(0xf0, NFX, MOVBE, Gv, Mv);
    define(0xf1, NFX, MOVBE, Mv, Gv);
    define(0xf6, P66, ADCX, Gy, Ey);
    define(0xf6, F3, ADOX, Gy, Ey);
    define(0xf0, F2, CRC32, Gy, Eb);
    define(0xf1, F2, CRC32, Gy, Ev);
  }

  private void ssse3() {
    List<Mnemonic> rows =
        List.of(
            PSHUFB, PHADDW, PHADDD, PHADDSW, PMADDUBSW, PHSUBW, PHSUBD, PHSUBSW, PSIGNB, PSIGNW,
            PSIGND, PMULHRSW);
    for (int i = 0; i < rows.size(); i++) {
      packed(i, rows.get(i));
    }
    packed(0x1c, PABSB);
    packed(0x1d, PABSW);
    packed(0x1e, PABSD);
  }

  /** XMM0 is an implicit third operand. */
  private void sse4Blends() {
    define(0x10, P66, PBLENDVB, Vdq, Wdq);
    define(0x14, P66, BLENDVPS, Vps, Wps);
    define(0x15, P66, BLENDVPD, Vpd, Wpd);
  }

  private void sse4Moves() {
    define(0x20, P66, PMOVSXBW, Vdq, Wq);
    define(0x21, P66, PMOVSXBD, Vdq, Wd);
    define(0x22, P66, PMOVSXBQ, Vdq, Ww);
    define(0x23, P66, PMOVSXWD, Vdq, Wq);
    define(0x24, P66, PMOVSXWQ, Vdq, Wd);
    define(0x25, P66, PMOVSXDQ, Vdq, Wq);
    define(0x2a, P66, MOVNTDQA, Vdq, Mdq);
    define(0x30, P66, PMOVZXBW, Vdq, Wq);
    define(0x31, P66, PMOVZXBD, Vdq, Wd);
    define(0x32, P66, PMOVZXBQ, Vdq, Ww);
    define(0x33, P66, PMOVZXWD, Vdq, Wq);
    define(0x34, P66, PMOVZXWQ, Vdq, Wd);
    define(0x35, P66, PMOVZXDQ, Vdq, Wq);
  }

  private void cryptography() {
    define(0xc8, NP, SHA1NEXTE, Vdq, Wdq);
    define(0xc9, NP, SHA1MSG1, Vdq, Wdq);
    define(0xca, NP, SHA1MSG2, Vdq, Wdq);
    define(0xcb, NP, SHA256RNDS2, Vdq, Wdq);
    define(0xcc, NP, SHA256MSG1, Vdq, Wdq);
    define(0xcd, NP, SHA256MSG2, Vdq, Wdq);
    define(0xdb, P66, AESIMC, Vdq, Wdq);
    define(0xdc, P66, AESENC, Vdq, Wdq);
    define(0xdd, P66, AESENCLAST, Vdq, Wdq);
    define(0xde, P66, AESDEC, Vdq, Wdq);
    define(0xdf, P66, AESDECLAST, Vdq, Wdq);
  }

  private void sse4Arithmetic() {
    define(0x17, P66, PTEST, Vdq, Wdq);
    define(0x28, P66, PMULDQ, Vdq, Wdq);
    define(0x29, P66, PCMPEQQ, Vdq, Wdq);
    define(0x2b, P66, PACKUSDW, Vdq, Wdq);
    define(0x37, P66, PCMPGTQ, Vdq, Wdq);
    List<Mnemonic> extremes =
        List.of(PMINSB, PMINSD, PMINUW, PMINUD, PMAXSB, PMAXSD, PMAXUW, PMAXUD);
    for (int i = 0; i < extremes.size(); i++) {
      define(0x38 + i, P66, extremes.get(i), Vdq, Wdq);
    }
    define(0x40, P66, PMULLD, Vdq, Wdq);
    define(0x41, P66, PHMINPOSUW, Vdq, Wdq);
  }
}
