package org.kvas.translator.state;

/** x87 registers, addressed by physical number: ST(i) is register {@code (top + i) & 7}; MMi is the significand of register i. SDM Vol. 1, 8.1. */
public final class X87State {
  public static final int INITIAL_CONTROL = 0x37f;

  /** 64-bit significands, the explicit integer bit in bit 63. */
  public final long[] significand = new long[8];

  /** Sign in bit 15, biased exponent in bits 14 to 0. */
  public final int[] signExponent = new int[8];

  public int control = INITIAL_CONTROL;

  /** Status word without TOP (bits 13 to 11 are zero here). */
  public int status;

  public int top;

  /** Bit i set: physical register i is empty. The two-bit tags of FNSTENV are derived. */
  public int empty = 0xff;

  /** Last instruction's opcode (11 bits), its address and its operand's address with their selectors. SDM Vol. 1, 8.1.8 and 8.1.9. */
  public int opcode;

  public long instructionPointer;
  public long dataPointer;
  public int instructionSelector;
  public int dataSelector;

  /** The full status word, TOP included. */
  public int statusWord() {
    return status | top << 11;
  }
}
