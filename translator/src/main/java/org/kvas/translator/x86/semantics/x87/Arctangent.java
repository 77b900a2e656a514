package org.kvas.translator.x86.semantics.x87;

import static org.kvas.translator.x86.semantics.x87.DoubleDouble.*;
import static org.kvas.translator.x86.semantics.x87.Float80.*;

/** FPATAN, within one unit in the last place. */
public final class Arctangent {
  /** Exponent difference beyond which the angle is the quotient itself, but for the rounding. */
  private static final int FAR = 80;

  private Arctangent() {}

  /** arctan(y / x) in the quadrant of (x, y). */
  public static long arctangent(FpuContext c, int seY, long y, int seX, long x) {
    if (isUnordered(seX, x) || isUnordered(seY, y)) {
      return propagate(c, seX, x, seY, y);
    }
    noteDenormal(c, seX, x);
    noteDenormal(c, seY, y);
    boolean left = (seX & SIGN) != 0;
    int sign = seY & SIGN;
    boolean infiniteX = isInfinite(seX, x);
    boolean infiniteY = isInfinite(seY, y);
    if (infiniteX && infiniteY) {
      DoubleDouble quarter = PI.scale(0.25);
      return angle(c, sign, left ? PI.minus(quarter) : quarter, 0);
    }
    if (isZero(seY, y) || infiniteX) {
      return left ? angle(c, sign, PI, 0) : zero(c, sign);
    }
    if (isZero(seX, x) || infiniteY) {
      return angle(c, sign, HALF_PI, 0);
    }
    return finite(c, sign, left, seY, y, seX, x);
  }

  private static long finite(
      FpuContext c, int sign, boolean left, int seY, long y, int seX, long x) {
    int shiftX = Long.numberOfLeadingZeros(x);
    int shiftY = Long.numberOfLeadingZeros(y);
    DoubleDouble a = ofSignificand(y << shiftY);
    DoubleDouble b = ofSignificand(x << shiftX);
    int d = exponent(seY) - shiftY - exponent(seX) + shiftX;
    if (d < -FAR) {
      return left ? angle(c, sign, PI, 0) : angle(c, sign, a.over(b), d);
    }
    if (d > FAR) {
      return angle(c, sign, HALF_PI, 0);
    }
    a = a.scale(Math.scalb(1.0, d));
    boolean steep = a.hi() > b.hi() || a.hi() == b.hi() && a.lo() > b.lo();
    DoubleDouble t = steep ? HALF_PI.minus(Series.arctangent(b, a)) : Series.arctangent(a, b);
    return angle(c, sign, left ? PI.minus(t) : t, 0);
  }

  private static long angle(FpuContext c, int sign, DoubleDouble t, int exponent) {
    return (sign != 0 ? t.negate() : t).round(c, exponent);
  }
}
