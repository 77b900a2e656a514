package org.kvas.translator.x86.semantics.x87;

/**
 * What one computation needs besides its operands, and leaves besides its significand. One for each
 * processor: nothing is allocated on the way.
 */
public final class FpuContext {
  /** The control word in force. */
  public int control;

  /** Sign and exponent of the result. */
  public int signExponent;

  /**
   * {@link StatusWord} bits the computation raised: exceptions, and condition codes where it
   * defines them.
   */
  public int flags;

  /**
   * Condition codes besides C1 that the computation defines, and so clears where {@link #flags}
   * lacks them.
   */
  public int defined;

  /** A second result, of FSINCOS, FPTAN and FXTRACT: the one left in ST(1). */
  public long secondSignificand;

  public int secondSignExponent;

  /** Starts a computation under a control word. */
  public FpuContext begin(int controlWord) {
    control = controlWord;
    flags = 0;
    defined = 0;
    return this;
  }

  /** Whether an exception of {@code kinds} was raised that the control word does not mask. */
  public boolean unmasked(int kinds) {
    return (flags & kinds & ~control) != 0;
  }
}
