package org.kvas.translator.x86.semantics.x87;

/** Bits of the x87 status word. SDM Vol. 1, 8.1.3. */
public final class StatusWord {
  public static final int INVALID = 1;
  public static final int DENORMAL = 1 << 1;
  public static final int ZERO_DIVIDE = 1 << 2;
  public static final int OVERFLOW = 1 << 3;
  public static final int UNDERFLOW = 1 << 4;
  public static final int PRECISION = 1 << 5;

  /** The six exception flags; the control word masks them in the same places. */
  public static final int EXCEPTIONS = 0x3f;

  /**
   * Exceptions found before anything is computed: unmasked, they keep the destination as it was.
   */
  public static final int BEFORE_RESULT = INVALID | DENORMAL | ZERO_DIVIDE;

  public static final int STACK_FAULT = 1 << 6;
  public static final int ERROR_SUMMARY = 1 << 7;
  public static final int C0 = 1 << 8;

  /** Rounded up in magnitude; with a stack fault: overflow rather than underflow. */
  public static final int C1 = 1 << 9;

  public static final int C2 = 1 << 10;
  public static final int TOP_SHIFT = 11;
  public static final int TOP = 7 << TOP_SHIFT;
  public static final int C3 = 1 << 14;
  public static final int BUSY = 1 << 15;

  public static final int CONDITIONS = C0 | C1 | C2 | C3;

  private StatusWord() {}
}
