package org.kvas.translator.x86.semantics.x87;

import static org.kvas.translator.x86.semantics.x87.Float80.*;

/** FMUL. */
public final class Multiplication {
  private Multiplication() {}

  public static long multiply(FpuContext c, int seA, long a, int seB, long b) {
    int sign = (seA ^ seB) & SIGN;
    return isNormal(seA, a) && isNormal(seB, b)
        ? product(c, sign, (seA & EXPONENT) + (seB & EXPONENT), a, b)
        : multiplySpecial(c, sign, seA, a, seB, b);
  }

  private static long multiplySpecial(FpuContext c, int sign, int seA, long a, int seB, long b) {
    if (isUnordered(seA, a) || isUnordered(seB, b)) {
      return propagate(c, seA, a, seB, b);
    }
    boolean infinite = isInfinite(seA, a) || isInfinite(seB, b);
    boolean zero = isZero(seA, a) || isZero(seB, b);
    if (infinite && zero) {
      return invalid(c);
    }
    noteDenormal(c, seA, a);
    noteDenormal(c, seB, b);
    if (infinite) {
      return infinity(c, sign);
    }
    if (zero) {
      return zero(c, sign);
    }
    int shiftA = Long.numberOfLeadingZeros(a);
    int shiftB = Long.numberOfLeadingZeros(b);
    return product(
        c, sign, exponent(seA) - shiftA + exponent(seB) - shiftB, a << shiftA, b << shiftB);
  }

  private static long product(FpuContext c, int sign, int exponents, long a, long b) {
    long high = Math.unsignedMultiplyHigh(a, b);
    long low = a * b;
    return high < 0
        ? Rounding.round(c, sign, exponents - BIAS + 1, high, low)
        : Rounding.round(c, sign, exponents - BIAS, high << 1 | low >>> 63, low << 1);
  }
}
