package org.kvas.runtime.oracle;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * Everything an instruction can see and change, as bytes: the general registers in the order of
 * Linux's {@code struct sigcontext_64}, an XSAVE area in standard format with XMM and YMM state, a
 * window of memory. SDM Vol. 1, 13.4.
 */
final class StateRecord {
  // Quadwords of sigcontext_64

  /** Offsets of RAX to R15 in encoding order. */
  static final int[] GENERAL = {
    13 * 8, 14 * 8, 12 * 8, 11 * 8, 15 * 8, 10 * 8, 9 * 8, 8 * 8, 0, 8, 16, 24, 32, 40, 48, 56
  };

  static final int RIP = 16 * 8;
  static final int RFLAGS = 17 * 8;

  /** CS and, 48 bits behind, SS; what lies between means nothing. */
  static final int SELECTORS = 18 * 8;

  static final int ERROR = 19 * 8;
  static final int VECTOR = 20 * 8;
  static final int CR2 = 22 * 8;
  static final int SIGCONTEXT_QUADWORDS = 23;

  /** Of a state to start from: up to and with {@link #SELECTORS}. */
  static final int INITIAL_QUADWORDS = 19;

  /** DS, ES, FS and GS, 16 bits each. */
  static final int DATA_SELECTORS = 23 * 8;

  static final int FS_BASE = 24 * 8;
  static final int GS_BASE = 25 * 8;

  /** The instruction, with INT3 behind it. */
  static final int CODE = 26 * 8;

  static final int CODE_BYTES = 16;

  // The XSAVE area

  static final int FLOATS = 256;
  static final int FCW = FLOATS;
  static final int FSW = FLOATS + 2;

  /** A bit for each physical register: set where it is not empty. */
  static final int TAGS = FLOATS + 4;

  static final int FOP = FLOATS + 6;
  static final int FIP = FLOATS + 8;
  static final int FDP = FLOATS + 16;
  static final int MXCSR = FLOATS + 24;

  /** ST(0) to ST(7), 16 bytes each. */
  static final int STACK = FLOATS + 32;

  /** XMM0 to XMM15. */
  static final int XMM = FLOATS + 160;

  /** What a program may put into the legacy area, in quadwords. */
  static final int LEGACY_QUADWORDS = 464 / 8;

  static final int XSTATE_BV = FLOATS + 512;

  /** The upper halves of YMM0 to YMM15. */
  static final int YMM_UPPER = FLOATS + 576;

  static final int FLOATS_BYTES = 832;

  // Memory

  static final int WINDOW = FLOATS + FLOATS_BYTES + 64;
  static final int WINDOW_BYTES = 1024;

  static final int SIZE = WINDOW + WINDOW_BYTES;

  /** {@link #VECTOR} of an instruction that did not come to an end. */
  static final int TIMED_OUT = 255;

  private static final byte INT3 = (byte) 0xcc;

  private StateRecord() {}

  static byte[] code(MemorySegment record) {
    return record.asSlice(CODE, CODE_BYTES).toArray(JAVA_BYTE);
  }

  static void setCode(MemorySegment record, byte[] instruction) {
    record.asSlice(CODE, CODE_BYTES).fill(INT3);
    MemorySegment.copy(instruction, 0, record, JAVA_BYTE, CODE, instruction.length);
  }

  /** Offset of a 64-bit lane (0 to 3) of YMMn. */
  static int lane(int register, int lane) {
    return lane < 2 ? XMM + 16 * register + 8 * lane : YMM_UPPER + 16 * register + 8 * (lane - 2);
  }
}
