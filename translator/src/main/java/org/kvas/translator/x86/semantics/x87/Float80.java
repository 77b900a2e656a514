package org.kvas.translator.x86.semantics.x87;

import static org.kvas.translator.x86.semantics.x87.StatusWord.*;

/**
 * The double extended-precision format: its classes and its NaNs. SDM Vol. 1, 4.2.2, 4.8.3 and
 * 8.2.2.
 */
public final class Float80 {
  public static final int SIGN = 0x8000;
  public static final int EXPONENT = 0x7fff;
  public static final int BIAS = 0x3fff;
  public static final long INTEGER_BIT = Long.MIN_VALUE;
  public static final long QUIET_BIT = 1L << 62;

  /** The default NaN, "real indefinite". */
  public static final int INDEFINITE_EXPONENT = 0xffff;

  public static final long INDEFINITE_SIGNIFICAND = INTEGER_BIT | QUIET_BIT;

  private Float80() {}

  /** A finite non-zero value with its integer bit: what arithmetic takes its short way with. */
  public static boolean isNormal(int signExponent, long significand) {
    return significand < 0 && (signExponent + 1 & EXPONENT) > 1;
  }

  /**
   * Pseudo-NaN, pseudo-infinity, unnormal: encodings that every operation since the 387 rejects.
   * SDM Vol. 1, table 8-3.
   */
  public static boolean isUnsupported(int signExponent, long significand) {
    return significand >= 0 && (signExponent & EXPONENT) != 0;
  }

  public static boolean isNan(int signExponent, long significand) {
    return (signExponent & EXPONENT) == EXPONENT && significand < 0 && significand != INTEGER_BIT;
  }

  /** A NaN or an unsupported encoding. */
  public static boolean isUnordered(int signExponent, long significand) {
    return isNan(signExponent, significand) || isUnsupported(signExponent, significand);
  }

  public static boolean isSignalling(int signExponent, long significand) {
    return isNan(signExponent, significand) && (significand & QUIET_BIT) == 0;
  }

  public static boolean isInfinite(int signExponent, long significand) {
    return (signExponent & EXPONENT) == EXPONENT && significand == INTEGER_BIT;
  }

  public static boolean isZero(int signExponent, long significand) {
    return significand == 0 && (signExponent & EXPONENT) == 0;
  }

  /** Denormal or pseudo-denormal. */
  public static boolean isDenormal(int signExponent, long significand) {
    return significand != 0 && (signExponent & EXPONENT) == 0;
  }

  /** The exponent of a denormal or pseudo-denormal counts as 1. */
  static int exponent(int signExponent) {
    return Math.max(signExponent & EXPONENT, 1);
  }

  static long infinity(FpuContext c, int sign) {
    c.signExponent = sign | EXPONENT;
    return INTEGER_BIT;
  }

  static long zero(FpuContext c, int sign) {
    c.signExponent = sign;
    return 0;
  }

  static long result(FpuContext c, int signExponent, long significand) {
    c.signExponent = signExponent;
    return significand;
  }

  /** An invalid operation's masked answer. */
  public static long invalid(FpuContext c) {
    c.flags |= INVALID;
    c.signExponent = INDEFINITE_EXPONENT;
    return INDEFINITE_SIGNIFICAND;
  }

  static void noteDenormal(FpuContext c, int signExponent, long significand) {
    if (isDenormal(signExponent, significand)) {
      c.flags |= DENORMAL;
    }
  }

  /** The answer to a single operand that {@link #isUnordered}. */
  static long propagate(FpuContext c, int signExponent, long significand) {
    if (isUnsupported(signExponent, significand)) {
      return invalid(c);
    }
    if ((significand & QUIET_BIT) == 0) {
      c.flags |= INVALID;
    }
    c.signExponent = signExponent;
    return significand | QUIET_BIT;
  }

  /**
   * The answer to two operands of which at least one {@link #isUnordered}. SDM Vol. 1, table 4-7.
   */
  static long propagate(FpuContext c, int seA, long a, int seB, long b) {
    if (isUnsupported(seA, a) || isUnsupported(seB, b)) {
      return invalid(c);
    }
    boolean nanA = isNan(seA, a);
    boolean nanB = isNan(seB, b);
    boolean signallingA = nanA && (a & QUIET_BIT) == 0;
    boolean signallingB = nanB && (b & QUIET_BIT) == 0;
    if (signallingA || signallingB) {
      c.flags |= INVALID;
    }
    boolean first =
        nanA && (!nanB || (signallingA == signallingB ? isLarger(seA, a, seB, b) : signallingB));
    c.signExponent = first ? seA : seB;
    return (first ? a : b) | QUIET_BIT;
  }

  /** Whether the first of two NaNs wins: the larger significand, or the positive one. */
  private static boolean isLarger(int seA, long a, int seB, long b) {
    int order = Long.compareUnsigned(a, b);
    return order != 0 ? order > 0 : (seA & SIGN) <= (seB & SIGN);
  }
}
