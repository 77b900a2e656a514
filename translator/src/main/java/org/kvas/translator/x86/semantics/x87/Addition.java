package org.kvas.translator.x86.semantics.x87;

import static org.kvas.translator.x86.semantics.x87.Float80.*;

/** FADD, FSUB, FSUBR. */
public final class Addition {
  private Addition() {}

  public static long add(FpuContext c, int seA, long a, int seB, long b) {
    return isNormal(seA, a) && isNormal(seB, b)
        ? addFinite(c, seA, a, seB, b)
        : addSpecial(c, seA, a, seB, b, 0);
  }

  /** a - b. */
  public static long subtract(FpuContext c, int seA, long a, int seB, long b) {
    return isNormal(seA, a) && isNormal(seB, b)
        ? addFinite(c, seA, a, seB ^ SIGN, b)
        : addSpecial(c, seA, a, seB, b, SIGN);
  }

  private static long addSpecial(FpuContext c, int seA, long a, int seB, long b, int negate) {
    if (isUnordered(seA, a) || isUnordered(seB, b)) {
      return propagate(c, seA, a, seB, b);
    }
    seB ^= negate;
    boolean infiniteA = isInfinite(seA, a);
    boolean infiniteB = isInfinite(seB, b);
    if (infiniteA && infiniteB && seA != seB) {
      return invalid(c);
    }
    noteDenormal(c, seA, a);
    noteDenormal(c, seB, b);
    if (infiniteA || infiniteB) {
      return infinity(c, (infiniteA ? seA : seB) & SIGN);
    }
    return addFinite(c, seA, a, seB, b);
  }

  private static long addFinite(FpuContext c, int seA, long a, int seB, long b) {
    int eA = exponent(seA);
    int eB = exponent(seB);
    if (((seA ^ seB) & SIGN) == 0) {
      return eA >= eB
          ? sum(c, seA & SIGN, eA, a, eA - eB, b)
          : sum(c, seA & SIGN, eB, b, eB - eA, a);
    }
    int order = eA != eB ? eA - eB : Long.compareUnsigned(a, b);
    if (order == 0) {
      return zero(c, (c.control & ControlWord.ROUNDING) == ControlWord.DOWN ? SIGN : 0);
    }
    return order > 0
        ? difference(c, seA & SIGN, eA, a, eA - eB, b)
        : difference(c, seB & SIGN, eB, b, eB - eA, a);
  }

  /** a + (b >> shift). */
  private static long sum(FpuContext c, int sign, int e, long a, int shift, long b) {
    long low = shift == 0 ? 0 : Rounding.shiftRightLow(b, 0, shift);
    long high = a + (shift < 64 ? b >>> shift : 0);
    if (Long.compareUnsigned(high, a) < 0) {
      low = high << 63 | low >>> 1 | low & 1;
      return Rounding.round(c, sign, e + 1, high >>> 1 | INTEGER_BIT, low);
    }
    return high < 0
        ? Rounding.round(c, sign, e, high, low)
        : Rounding.normalizeAndRound(c, sign, e, high, low);
  }

  /** a - (b >> shift), known to be positive. */
  private static long difference(FpuContext c, int sign, int e, long a, int shift, long b) {
    long low = shift == 0 ? 0 : -Rounding.shiftRightLow(b, 0, shift);
    long high = a - (shift < 64 ? b >>> shift : 0) - (low != 0 ? 1 : 0);
    return high < 0
        ? Rounding.round(c, sign, e, high, low)
        : Rounding.normalizeAndRound(c, sign, e, high, low);
  }
}
