package org.kvas.translator.x86.semantics.x87;

import static org.kvas.translator.x86.semantics.x87.Float80.*;
import static org.kvas.translator.x86.semantics.x87.StatusWord.*;

/**
 * FPREM and FPREM1. Where the exponents are 64 or more apart, one step lowers the difference by 32
 * to 63 and sets C2. SDM Vol. 2A, FPREM.
 */
public final class Remainder {
  private Remainder() {}

  /**
   * a rem b; the quotient's low bits go to C0 (4), C3 (2) and C1 (1).
   *
   * @param toNearest whether the quotient is rounded (FPREM1) rather than truncated (FPREM)
   */
  public static long remainder(FpuContext c, int seA, long a, int seB, long b, boolean toNearest) {
    if (isUnordered(seA, a) || isUnordered(seB, b)) {
      return propagate(c, seA, a, seB, b);
    }
    if (isInfinite(seA, a) || isZero(seB, b)) {
      return invalid(c);
    }
    c.defined = C0 | C3;
    noteDenormal(c, seA, a);
    noteDenormal(c, seB, b);
    boolean infinite = isInfinite(seB, b);
    if (a == 0 || infinite && a > 0) {
      return result(c, seA, a);
    }
    int shiftA = Long.numberOfLeadingZeros(a);
    int eA = exponent(seA) - shiftA;
    if (infinite) {
      return Rounding.roundExtended(c, seA & SIGN, eA, a << shiftA, 0);
    }
    int shiftB = Long.numberOfLeadingZeros(b);
    return reduce(c, seA & SIGN, eA, a << shiftA, exponent(seB) - shiftB, b << shiftB, toNearest);
  }

  private static long reduce(
      FpuContext c, int sign, int eA, long a, int eB, long b, boolean toNearest) {
    int d = eA - eB;
    if (d < 0) {
      return below(c, sign, eA, a, b, toNearest && d == -1);
    }
    boolean partial = d >= 64;
    int step = partial ? d & 31 | 32 : d;
    long first = Long.compareUnsigned(a, b) >= 0 ? 1 : 0;
    long rest = a - first * b;
    long q = 0;
    if (step != 0) {
      long low = rest << step;
      q = Division.divide128(rest >>> 64 - step, low, b);
      rest = low - q * b;
    }
    q += first << step;
    if (partial) {
      c.flags |= C2;
      return pack(c, sign, eB + d - step, rest);
    }
    if (toNearest) {
      int order = Long.compareUnsigned(rest, b - rest);
      if (order > 0 || order == 0 && (q & 1) != 0) {
        q++;
        rest = b - rest;
        sign ^= SIGN;
      }
    }
    noteQuotient(c, q);
    return pack(c, sign, eB, rest);
  }

  /** |a| below |b|: the quotient is 0, or 1 when a, one exponent below, is rounded up. */
  private static long below(FpuContext c, int sign, int eA, long a, long b, boolean mayRoundUp) {
    if (mayRoundUp && Long.compareUnsigned(a, b) > 0) {
      noteQuotient(c, 1);
      return pack(c, sign ^ SIGN, eA, (b << 1) - a);
    }
    return pack(c, sign, eA, a);
  }

  private static void noteQuotient(FpuContext c, long q) {
    c.flags |= ((q & 4) != 0 ? C0 : 0) | ((q & 2) != 0 ? C3 : 0) | ((q & 1) != 0 ? C1 : 0);
  }

  private static long pack(FpuContext c, int sign, int e, long rest) {
    if (rest == 0) {
      return zero(c, sign);
    }
    int shift = Long.numberOfLeadingZeros(rest);
    return Rounding.roundExtended(c, sign, e - shift, rest << shift, 0);
  }
}
