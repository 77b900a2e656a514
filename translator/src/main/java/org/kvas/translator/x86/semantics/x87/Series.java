package org.kvas.translator.x86.semantics.x87;

/** The power series behind the transcendentals, to about 100 bits. */
final class Series {
  private static final int TERMS = 30;

  /** 1 / n!. */
  private static final DoubleDouble[] INVERSE_FACTORIAL = new DoubleDouble[TERMS + 1];

  /** 1 / (2 n + 1). */
  private static final DoubleDouble[] INVERSE_ODD = new DoubleDouble[TERMS];

  static {
    DoubleDouble factorial = DoubleDouble.ONE;
    INVERSE_FACTORIAL[0] = factorial;
    for (int n = 1; n <= TERMS; n++) {
      INVERSE_FACTORIAL[n] = INVERSE_FACTORIAL[n - 1].over(new DoubleDouble(n, 0));
    }
    for (int n = 0; n < TERMS; n++) {
      INVERSE_ODD[n] = DoubleDouble.ONE.over(new DoubleDouble(2 * n + 1, 0));
    }
  }

  private Series() {}

  /** e^t - 1 for |t| up to 1, exact relative to the result. */
  static DoubleDouble exponentialMinusOne(DoubleDouble t) {
    DoubleDouble x = t.scale(0.125);
    DoubleDouble p = INVERSE_FACTORIAL[18];
    for (int n = 17; n >= 1; n--) {
      p = p.times(x).plus(INVERSE_FACTORIAL[n]);
    }
    p = p.times(x);
    for (int i = 0; i < 3; i++) {
      p = p.times(p.plus(2));
    }
    return p;
  }

  /** ln(1 + x) for x from -0.3 to 0.42, exact relative to the result; {@code x} is exact. */
  static DoubleDouble logarithmOfOnePlus(DoubleDouble x) {
    return Math.abs(x.hi()) <= 0.25 ? nearOne(x) : farFromOne(x.plus(1));
  }

  /** 2 atanh(x / (2 + x)). */
  private static DoubleDouble nearOne(DoubleDouble x) {
    DoubleDouble u = x.over(x.plus(2));
    DoubleDouble square = u.times(u);
    DoubleDouble p = INVERSE_ODD[19];
    for (int n = 18; n >= 0; n--) {
      p = p.times(square).plus(INVERSE_ODD[n]);
    }
    return p.times(u).scale(2);
  }

  /** One Newton step from the double logarithm. */
  private static DoubleDouble farFromOne(DoubleDouble m) {
    double guess = StrictMath.log(m.hi());
    DoubleDouble inverse = exponentialMinusOne(new DoubleDouble(-guess, 0)).plus(1);
    DoubleDouble r = m.times(inverse).plus(-1);
    return r.minus(r.times(r).scale(0.5)).plus(guess);
  }

  /** sin r for |r| up to pi / 4. */
  static DoubleDouble sine(DoubleDouble r) {
    DoubleDouble square = r.times(r).negate();
    DoubleDouble p = INVERSE_FACTORIAL[27];
    for (int n = 25; n >= 1; n -= 2) {
      p = p.times(square).plus(INVERSE_FACTORIAL[n]);
    }
    return p.times(r);
  }

  /** cos r for |r| up to pi / 4. */
  static DoubleDouble cosine(DoubleDouble r) {
    DoubleDouble square = r.times(r).negate();
    DoubleDouble p = INVERSE_FACTORIAL[28];
    for (int n = 26; n >= 0; n -= 2) {
      p = p.times(square).plus(INVERSE_FACTORIAL[n]);
    }
    return p;
  }

  /** arctan(y / x) for 0 &lt; y &lt;= x: one Newton step from the double arctangent. */
  static DoubleDouble arctangent(DoubleDouble y, DoubleDouble x) {
    DoubleDouble guess = new DoubleDouble(StrictMath.atan2(y.hi(), x.hi()), 0);
    DoubleDouble sine = sine(guess);
    DoubleDouble cosine = cosine(guess);
    DoubleDouble r = y.times(cosine).minus(x.times(sine)).over(x.times(cosine).plus(y.times(sine)));
    return guess.plus(r);
  }
}
