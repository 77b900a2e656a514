package org.kvas.runtime.oracle;

/** Writes the part of an instruction before ModRM. */
final class EncodedInstruction {
  private static final int VEX = 0xc4;

  private EncodedInstruction() {}

  /**
   * @param rex the REX prefix, or 0 for none
   * @return the length
   */
  static int putOpcode(byte[] out, Encoding encoding, int rex) {
    int at = 0;
    for (int prefix : encoding.prefixes()) {
      out[at++] = (byte) prefix;
    }
    if (encoding.isVex()) {
      out[at++] = (byte) VEX;
      out[at++] = (byte) (encoding.vex() >> 8);
      out[at++] = (byte) encoding.vex();
    } else if (rex != 0) {
      out[at++] = (byte) rex;
    }
    for (int b : encoding.opcode()) {
      out[at++] = (byte) b;
    }
    return at;
  }
}
