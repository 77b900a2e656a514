package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.Mnemonic.*;
import static org.kvas.translator.x86.decode.OperandKind.*;
import static org.kvas.translator.x86.decode.Qualifier.*;

import java.util.List;

/** SDM Vol. 2D, table A-5 (escape 0F 3A): everything here ends with an immediate byte. */
final class ThreeByteOpcodes3A extends OpcodeTable {
  ThreeByteOpcodes3A(List<Opcode> rows) {
    super(rows);
    define(0x08, P66, ROUNDPS, Vps, Wps, Ib);
    define(0x09, P66, ROUNDPD, Vpd, Wpd, Ib);
    define(0x0a, P66, ROUNDSS, Vss, Wss, Ib);
    define(0x0b, P66, ROUNDSD, Vsd, Wsd, Ib);
    define(0x0c, P66, BLENDPS, Vps, Wps, Ib);
    define(0x0d, P66, BLENDPD, Vpd, Wpd, Ib);
    define(0x0e, P66, PBLENDW, Vdq, Wdq, Ib);
    define(0x0f, NP, PALIGNR, Pq, Qq, Ib);
    define(0x0f, P66, PALIGNR, Vdq, Wdq, Ib);
    define(0x14, P66, PEXTRB, Rd_Mb, Vdq, Ib);
    define(0x15, P66.and(feature(Feature.SSE4_1)), PEXTRW, Rd_Mw, Vdq, Ib);
    define(0x16, P66, PEXTRD, Ey, Vdq, Ib);
    define(0x16, P66.and(size(8)), PEXTRQ, Ey, Vdq, Ib);
    define(0x17, P66, EXTRACTPS, Ed, Vdq, Ib);
    define(0x20, P66, PINSRB, Vdq, Rd_Mb, Ib);
    define(0x21, P66, INSERTPS, Vdq, Udq_Md, Ib);
    define(0x22, P66, PINSRD, Vdq, Ey, Ib);
    define(0x22, P66.and(size(8)), PINSRQ, Vdq, Ey, Ib);
    define(0x40, P66, DPPS, Vps, Wps, Ib);
    define(0x41, P66, DPPD, Vpd, Wpd, Ib);
    define(0x42, P66, MPSADBW, Vdq, Wdq, Ib);
    define(0x44, P66, PCLMULQDQ, Vdq, Wdq, Ib);
    define(0xcc, NP, SHA1RNDS4, Vdq, Wdq, Ib);
    define(0xdf, P66, AESKEYGENASSIST, Vdq, Wdq, Ib);
    define(0x60, P66, PCMPESTRM, Vdq, Wdq, Ib);
    define(0x61, P66, PCMPESTRI, Vdq, Wdq, Ib);
    define(0x62, P66, PCMPISTRM, Vdq, Wdq, Ib);
    define(0x63, P66, PCMPISTRI, Vdq, Wdq, Ib);
  }
}
