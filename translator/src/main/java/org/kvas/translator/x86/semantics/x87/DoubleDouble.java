package org.kvas.translator.x86.semantics.x87;

/**
 * An unevaluated sum of two doubles, about 104 bits: what the transcendentals are computed in
 * before they are rounded to 64. Dekker, "A floating-point technique for extending the available
 * precision", 1971.
 */
record DoubleDouble(double hi, double lo) {
  static final DoubleDouble ONE = new DoubleDouble(1, 0);
  static final DoubleDouble PI = new DoubleDouble(0x1.921fb54442d18p1, 0x1.1a62633145c07p-53);
  static final DoubleDouble HALF_PI = PI.scale(0.5);
  static final DoubleDouble LN_2 = new DoubleDouble(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56);
  static final DoubleDouble LOG2_E = new DoubleDouble(0x1.71547652b82fep0, 0x1.777d0ffda0d24p-56);

  /** A significand with its integer bit, as a number in [1, 2). */
  static DoubleDouble ofSignificand(long significand) {
    return new DoubleDouble((significand >>> 11) * 0x1p-52, (significand & 0x7ff) * 0x1p-63);
  }

  /** a + b where |a| is at least |b|. */
  static DoubleDouble ordered(double a, double b) {
    double s = a + b;
    return new DoubleDouble(s, b - (s - a));
  }

  static DoubleDouble sum(double a, double b) {
    double s = a + b;
    double v = s - a;
    return new DoubleDouble(s, a - (s - v) + (b - v));
  }

  DoubleDouble plus(DoubleDouble other) {
    DoubleDouble s = sum(hi, other.hi);
    DoubleDouble t = sum(lo, other.lo);
    DoubleDouble u = ordered(s.hi, s.lo + t.hi);
    return ordered(u.hi, u.lo + t.lo);
  }

  DoubleDouble plus(double other) {
    DoubleDouble s = sum(hi, other);
    return ordered(s.hi, s.lo + lo);
  }

  DoubleDouble minus(DoubleDouble other) {
    return plus(other.negate());
  }

  DoubleDouble times(DoubleDouble other) {
    double p = hi * other.hi;
    double e = Math.fma(hi, other.hi, -p);
    return ordered(p, e + Math.fma(hi, other.lo, lo * other.hi));
  }

  DoubleDouble times(double other) {
    double p = hi * other;
    return ordered(p, Math.fma(hi, other, -p) + lo * other);
  }

  DoubleDouble over(DoubleDouble other) {
    double q = hi / other.hi;
    DoubleDouble rest = minus(other.times(q));
    double q2 = rest.hi / other.hi;
    rest = rest.minus(other.times(q2));
    return ordered(q, q2).plus(rest.hi / other.hi);
  }

  /** Times a power of two. */
  DoubleDouble scale(double power) {
    return new DoubleDouble(hi * power, lo * power);
  }

  DoubleDouble negate() {
    return new DoubleDouble(-hi, -lo);
  }

  DoubleDouble magnitude() {
    return hi < 0 ? negate() : this;
  }

  /**
   * Rounds {@code this * 2^exponent}, always an inexact result, to an 80-bit value. One that is too
   * close to 64 bits to tell is taken for those, like hardware does, whatever the rounding.
   */
  long round(FpuContext c, int exponent) {
    int sign = hi < 0 ? Float80.SIGN : 0;
    DoubleDouble m = magnitude();
    int e = Math.getExponent(m.hi);
    double up = Math.scalb(1.0, -e);
    long significand = (long) (m.hi * up * 0x1p52) << 11;
    double rest = m.lo * up * 0x1p63;
    double whole = Math.floor(rest);
    significand += (long) whole;
    long low = (long) ((rest - whole) * 0x1p63) << 1;
    if (significand >= 0) {
      significand = significand << 1 | low >>> 63;
      low <<= 1;
      e--;
    }
    int biased = e + exponent + Float80.BIAS;
    if (low == 0) {
      c.flags |= biased > 0 ? StatusWord.PRECISION : StatusWord.PRECISION | StatusWord.UNDERFLOW;
    }
    return Rounding.roundExtended(c, sign, biased, significand, low);
  }
}
