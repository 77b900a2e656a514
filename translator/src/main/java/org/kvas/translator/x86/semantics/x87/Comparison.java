package org.kvas.translator.x86.semantics.x87;

import static org.kvas.translator.x86.semantics.x87.Float80.*;
import static org.kvas.translator.x86.semantics.x87.StatusWord.*;

/** FCOM, FUCOM, FTST, FXAM. */
public final class Comparison {
  /** The condition codes of an unordered pair. */
  public static final int UNORDERED = C3 | C2 | C0;

  private Comparison() {}

  /**
   * C3, C2 and C0 (in place): 0 for a > b, C0 for a &lt; b, C3 for equal, all for unordered.
   *
   * @param quiet whether quiet NaNs raise nothing (FUCOM)
   */
  public static int compare(FpuContext c, int seA, long a, int seB, long b, boolean quiet) {
    if (isUnordered(seA, a) || isUnordered(seB, b)) {
      if (!quiet || raises(seA, a) || raises(seB, b)) {
        c.flags |= INVALID;
      }
      return UNORDERED;
    }
    noteDenormal(c, seA, a);
    noteDenormal(c, seB, b);
    if ((a | b) == 0) {
      return C3;
    }
    if (((seA ^ seB) & SIGN) != 0) {
      return (seA & SIGN) != 0 ? C0 : 0;
    }
    int order =
        exponent(seA) != exponent(seB) ? exponent(seA) - exponent(seB) : Long.compareUnsigned(a, b);
    if (a == 0 || b == 0) {
      order = a == 0 ? -1 : 1;
    }
    if ((seA & SIGN) != 0) {
      order = -order;
    }
    return order == 0 ? C3 : order < 0 ? C0 : 0;
  }

  /** {@link #compare} as a computation of its own, quick for normal numbers and zeros. */
  public static int outcome(FpuContext c, int seA, long a, int seB, long b, boolean quiet) {
    c.flags = 0;
    return isOrdinary(seA, a) && isOrdinary(seB, b)
        ? relation(seA, a, seB, b)
        : compare(c, seA, a, seB, b, quiet);
  }

  private static boolean isOrdinary(int se, long a) {
    return isNormal(se, a) || isZero(se, a);
  }

  private static int relation(int seA, long a, int seB, long b) {
    if ((a | b) == 0) {
      return C3;
    }
    int eA = seA & EXPONENT;
    int eB = seB & EXPONENT;
    boolean below = eA != eB ? eA < eB : Long.compareUnsigned(a, b) < 0;
    boolean negative = (seA & SIGN) != 0;
    if (((seA ^ seB) & SIGN) != 0) {
      return negative ? C0 : 0;
    }
    return eA == eB && a == b ? C3 : below != negative ? C0 : 0;
  }

  /** An outcome as FCOMI leaves it in RFLAGS: ZF, PF and CF are where SAHF puts C3, C2 and C0. */
  public static int statusFlags(int outcome) {
    return (outcome & UNORDERED) >> 8;
  }

  private static boolean raises(int se, long a) {
    return isUnsupported(se, a) || isSignalling(se, a);
  }

  /** The class of a value that is not empty, in C3, C2, C0; C1 is the sign. SDM Vol. 2A, FXAM. */
  public static int examine(int se, long a) {
    return classify(se, a) | ((se & SIGN) != 0 ? C1 : 0);
  }

  private static int classify(int se, long a) {
    if (isNormal(se, a)) {
      return C2;
    }
    if (isUnsupported(se, a)) {
      return 0;
    }
    if (isNan(se, a)) {
      return C0;
    }
    if (isInfinite(se, a)) {
      return C2 | C0;
    }
    return a == 0 ? C3 : C3 | C2;
  }
}
