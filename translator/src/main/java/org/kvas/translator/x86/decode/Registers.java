package org.kvas.translator.x86.decode;

import org.kvas.translator.x86.decode.Operand.ControlRegister;
import org.kvas.translator.x86.decode.Operand.DebugRegister;
import org.kvas.translator.x86.decode.Operand.Gpr;
import org.kvas.translator.x86.decode.Operand.Mmx;
import org.kvas.translator.x86.decode.Operand.SegmentRegister;
import org.kvas.translator.x86.decode.Operand.St;
import org.kvas.translator.x86.decode.Operand.Vector;

/** One shared object per register operand. */
final class Registers {
  /** By log2 of the size and index. */
  static final Gpr[][] GENERAL = new Gpr[4][16];

  /** AH, CH, DH, BH. */
  static final Gpr[] HIGH = new Gpr[4];

  static final Gpr AL;
  static final Gpr CL;
  static final Gpr DX;
  static final SegmentRegister[] SEGMENT = new SegmentRegister[6];
  static final Mmx[] MMX = new Mmx[8];
  static final St[] ST = new St[8];

  /** By log2 of the bytes accessed and index. */
  static final Vector[][] VECTOR = new Vector[6][16];

  static final ControlRegister[] CONTROL_32 = new ControlRegister[16];
  static final ControlRegister[] CONTROL_64 = new ControlRegister[16];
  static final DebugRegister[] DEBUG_32 = new DebugRegister[8];
  static final DebugRegister[] DEBUG_64 = new DebugRegister[8];

  static {
    for (int i = 0; i < 16; i++) {
      for (int log = 0; log < 4; log++) {
        GENERAL[log][i] = new Gpr(i, 1 << log, false);
      }
      for (int log = 0; log < 6; log++) {
        VECTOR[log][i] = new Vector(i, 1 << log);
      }
      CONTROL_32[i] = new ControlRegister(i, 4);
      CONTROL_64[i] = new ControlRegister(i, 8);
    }
    for (int i = 0; i < 8; i++) {
      MMX[i] = new Mmx(i);
      ST[i] = new St(i);
      DEBUG_32[i] = new DebugRegister(i, 4);
      DEBUG_64[i] = new DebugRegister(i, 8);
    }
    for (int i = 0; i < 4; i++) {
      HIGH[i] = new Gpr(i, 1, true);
    }
    for (int i = 0; i < 6; i++) {
      SEGMENT[i] = new SegmentRegister(i);
    }
    AL = GENERAL[0][0];
    CL = GENERAL[0][1];
    DX = GENERAL[1][2];
  }

  private Registers() {}

  static Gpr general(int index, int size) {
    return GENERAL[Integer.numberOfTrailingZeros(size)][index];
  }

  static Vector vector(int index, int size) {
    return VECTOR[Integer.numberOfTrailingZeros(size)][index];
  }
}
