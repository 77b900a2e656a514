package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.Mnemonic.*;
import static org.kvas.translator.x86.decode.OperandKind.*;
import static org.kvas.translator.x86.decode.Qualifier.*;

import java.util.List;

/** SDM Vol. 2D, table A-3 (escape 0F): general and system instructions, without groups. */
final class TwoByteOpcodes extends OpcodeTable {
  TwoByteOpcodes(List<Opcode> rows) {
    super(rows);
    system();
    hints();
    stackAndSegments();
    bitsAndShifts();
    general();
  }

  private void system() {
    define(0x02, LAR, Gv, Ew);
    define(0x03, LSL, Gv, Ew);
    define(0x05, SYSCALL);
    define(0x06, CLTS);
    define(0x07, SYSRET);
    define(0x08, INVD);
    define(0x09, WBINVD);
    define(0x0b, UD2);
    define(0xb9, UD1, Gv, Ev);
    define(0xff, UD0, Gv, Ev);
    define(0x20, MOV_CR, Rm, Cy);
    define(0x21, MOV_DR, Rm, Dy);
    define(0x22, MOV_CR, Cy, Rm);
    define(0x23, MOV_DR, Dy, Rm);
    define(0x30, WRMSR);
    define(0x31, RDTSC);
    define(0x32, RDMSR);
    define(0x33, RDPMC);
    define(0x34, SYSENTER);
    define(0x35, SYSEXIT);
    define(0xa2, CPUID);
    define(0xaa, RSM);
  }

  /**
   * The hint space: what is not defined does nothing, on processors of family 6 and later (which is
   * to say, those with CMOV); 0F 0D on those with 64 bits.
   */
  private void hints() {
    Qualifier family6 = feature(Feature.CMOV);
    for (int i = 7; i >= 0; i--) {
      define(0x18 + i, family6, NOP, Ev);
    }
    Qualifier wide = feature(Feature.LM);
    define(0x0d, wide.and(digit(1)).and(condition(4)), PREFETCH, M);
    define(0x0d, wide.and(digit(2)).and(condition(5)), PREFETCH, M);
    for (int i : new int[] {0, 3, 4, 5, 6, 7}) {
      define(0x0d, wide.and(digit(i)).and(condition(4)), PREFETCH, M);
    }
    for (int i = 0; i < 4; i++) {
      define(0x18, family6.and(digit(i)).and(condition(i)), PREFETCH, M);
    }
    define(0x0d, wide, NOP, Ev);
    define(0x1e, family6.and(F3).and(modrm(0xfa)), ENDBR);
    define(0x1e, family6.and(F3).and(modrm(0xfb)), ENDBR);
  }

  private void stackAndSegments() {
    define(0xa0, D64, PUSH_SEG, FS);
    define(0xa1, D64, POP_SEG, FS);
    define(0xa8, D64, PUSH_SEG, GS);
    define(0xa9, D64, POP_SEG, GS);
    define(0xb2, LSS, Gv, Mp);
    define(0xb4, LFS, Gv, Mp);
    define(0xb5, LGS, Gv, Mp);
  }

  private void bitsAndShifts() {
    define(0xa3, BT, Ev, Gv);
    define(0xab, BTS, Ev, Gv);
    define(0xb3, BTR, Ev, Gv);
    define(0xbb, BTC, Ev, Gv);
    define(0xa4, SHLD, Ev, Gv, Ib);
    define(0xa5, SHLD, Ev, Gv, CL);
    define(0xac, SHRD, Ev, Gv, Ib);
    define(0xad, SHRD, Ev, Gv, CL);
    define(0xb8, F3, POPCNT, Gv, Ev);
    define(0xbc, BSF, Gv, Ev);
    define(0xbc, F3, TZCNT, Gv, Ev);
    define(0xbd, BSR, Gv, Ev);
    define(0xbd, F3, LZCNT, Gv, Ev);
  }

  private void general() {
    conditions(0x40, PLAIN, CMOVCC, Gv, Ev);
    conditions(0x80, F64, JCC, Jz);
    conditions(0x90, PLAIN, SETCC, Eb);
    define(0xaf, IMUL, Gv, Ev);
    define(0xb0, CMPXCHG, Eb, Gb);
    define(0xb1, CMPXCHG, Ev, Gv);
    define(0xb6, MOVZX, Gv, Eb);
    define(0xb7, MOVZX, Gv, Ew);
    define(0xbe, MOVSX, Gv, Eb);
    define(0xbf, MOVSX, Gv, Ew);
    define(0xc0, XADD, Eb, Gb);
    define(0xc1, XADD, Ev, Gv);
    define(0xc3, NP, MOVNTI, My, Gy);
    registers(0xc8, PLAIN, BSWAP, Zv);
  }
}
