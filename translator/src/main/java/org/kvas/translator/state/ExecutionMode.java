package org.kvas.translator.state;

/**
 * What translated code and decoded blocks depend on beyond the bytes, packed into an int: part of
 * the key of every block and region. The flat bits say that segmentation can be left out: base 0
 * and limit 4 GiB for CS, SS, DS and ES, readable and writable (always so in 64-bit mode, where FS
 * and GS still add their base).
 */
public final class ExecutionMode {
  /** Bits 0-1: code size. */
  public static final int CODE_16 = 0;

  public static final int CODE_32 = 1;
  public static final int CODE_64 = 2;
  private static final int CODE_MASK = 3;

  /** Stack pointer of 32 bits (SS.B); 64 in 64-bit mode whatever this says. */
  public static final int STACK_32 = 1 << 2;

  public static final int FLAT = 1 << 3;

  /** CPL 3. */
  public static final int USER = 1 << 4;

  /** CR0.PE set and EFLAGS.VM clear. */
  public static final int PROTECTED = 1 << 5;

  public static final int VIRTUAL_8086 = 1 << 6;

  /** x87 and MMX instructions run: CR0.EM and TS clear. */
  public static final int FPU_ENABLED = 1 << 7;

  /** SSE instructions run: CR4.OSFXSR set, CR0.EM and TS clear. */
  public static final int SSE_ENABLED = 1 << 8;

  /**
   * AVX instructions run: CR4.OSXSAVE and XCR0.AVX set (which asks for XCR0.SSE), CR0.TS clear.
   * CR0.EM and CR4.OSFXSR do not matter to them. SDM Vol. 1, 14.5.1.
   */
  public static final int AVX_ENABLED = 1 << 9;

  private ExecutionMode() {}

  /** 16, 32 or 64. */
  public static int codeBits(int mode) {
    return 16 << (mode & CODE_MASK);
  }

  /** Bytes of the stack pointer: 2, 4 or 8. */
  public static int stackSize(int mode) {
    return (mode & CODE_MASK) == CODE_64 ? 8 : (mode & STACK_32) != 0 ? 4 : 2;
  }

  public static boolean isFlat(int mode) {
    return (mode & FLAT) != 0;
  }
}
