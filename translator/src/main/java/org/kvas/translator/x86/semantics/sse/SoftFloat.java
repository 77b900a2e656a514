package org.kvas.translator.x86.semantics.sse;

import static org.kvas.translator.x86.semantics.sse.Mxcsr.DENORMAL;
import static org.kvas.translator.x86.semantics.sse.Mxcsr.DENORMALS_ARE_ZERO;
import static org.kvas.translator.x86.semantics.sse.Mxcsr.FLUSH_TO_ZERO;
import static org.kvas.translator.x86.semantics.sse.Mxcsr.INVALID;
import static org.kvas.translator.x86.semantics.sse.Mxcsr.MASK_SHIFT;
import static org.kvas.translator.x86.semantics.sse.Mxcsr.OVERFLOW;
import static org.kvas.translator.x86.semantics.sse.Mxcsr.PRECISION;
import static org.kvas.translator.x86.semantics.sse.Mxcsr.UNDERFLOW;
import static org.kvas.translator.x86.semantics.sse.Mxcsr.ZERO_DIVIDE;

/**
 * One floating-point operation done in integers under a given MXCSR: every rounding mode, DAZ, FTZ,
 * NaN rules and exception flags. The flags it raised stand in {@link #flags} afterwards. SDM Vol.
 * 1, 4.8, 4.9 and 11.5.
 *
 * <p>Between unpacking and rounding a value is {@code significand * 2^(exponent - 62)} with the
 * leading one in bit 62; lost low bits are kept as a sticky bit 0.
 */
final class SoftFloat {
  static final int NEAREST = 0;
  static final int DOWN = 1;
  static final int UP = 2;
  static final int ZERO = 3;

  private final int mxcsr;
  private final int rounding;
  private final FloatFormat format;
  int flags;

  SoftFloat(int mxcsr, FloatFormat format) {
    this(mxcsr, format, Mxcsr.roundingMode(mxcsr));
  }

  /** With a rounding mode other than MXCSR's. */
  SoftFloat(int mxcsr, FloatFormat format, int rounding) {
    this.mxcsr = mxcsr;
    this.format = format;
    this.rounding = rounding;
  }

  /** A denormal operand as DAZ sees it. */
  long operand(long a) {
    return (mxcsr & DENORMALS_ARE_ZERO) != 0 && format.isDenormal(a) ? a & format.sign : a;
  }

  /** Notes a denormal operand (after DAZ). */
  void noteDenormal(long a) {
    if (format.isDenormal(a)) {
      flags |= DENORMAL;
    }
  }

  long add(long a, long b) {
    a = operand(a);
    b = operand(b);
    return format.isNaN(a) || format.isNaN(b) ? nan(a, b) : sum(a, b);
  }

  long subtract(long a, long b) {
    a = operand(a);
    b = operand(b);
    return format.isNaN(a) || format.isNaN(b) ? nan(a, b) : sum(a, b ^ format.sign);
  }

  private long sum(long a, long b) {
    boolean opposed = format.isNegative(a ^ b);
    if (format.isInfinite(a) && format.isInfinite(b) && opposed) {
      return invalid();
    }
    noteDenormal(a);
    noteDenormal(b);
    if (format.isInfinite(a)) {
      return a;
    }
    if (format.isInfinite(b)) {
      return b;
    }
    if (format.magnitude(a) < format.magnitude(b)) {
      long swap = a;
      a = b;
      b = swap;
    }
    if (format.isZero(b)) {
      return format.isZero(a) ? (opposed ? zeroOfCancellation() : a) : repack(a);
    }
    long larger = format.significand(a);
    int exponent = format.exponent(a);
    long smaller = shiftRightJam(format.significand(b), exponent - format.exponent(b));
    long result = opposed ? larger - smaller : larger + smaller;
    return result == 0 ? zeroOfCancellation() : normalize(format.isNegative(a), exponent, result);
  }

  long zeroOfCancellation() {
    return rounding == DOWN ? format.sign : 0;
  }

  /** A finite non-zero operand as a result: FTZ may flush it. */
  long repack(long a) {
    return round(format.isNegative(a), format.exponent(a), format.significand(a));
  }

  long multiply(long a, long b) {
    a = operand(a);
    b = operand(b);
    if (format.isNaN(a) || format.isNaN(b)) {
      return nan(a, b);
    }
    long sign = (a ^ b) & format.sign;
    boolean infinite = format.isInfinite(a) || format.isInfinite(b);
    boolean zero = format.isZero(a) || format.isZero(b);
    if (infinite && zero) {
      return invalid();
    }
    noteDenormal(a);
    noteDenormal(b);
    if (infinite || zero) {
      return infinite ? sign | format.infinity : sign;
    }
    long x = format.significand(a);
    long y = format.significand(b);
    long low = x * y;
    long product = Math.multiplyHigh(x, y) << 2 | low >>> 62 | (low << 2 != 0 ? 1 : 0);
    return normalize(sign != 0, format.exponent(a) + format.exponent(b), product);
  }

  long divide(long a, long b) {
    a = operand(a);
    b = operand(b);
    if (format.isNaN(a) || format.isNaN(b)) {
      return nan(a, b);
    }
    long sign = (a ^ b) & format.sign;
    if (format.isZero(a) && format.isZero(b) || format.isInfinite(a) && format.isInfinite(b)) {
      return invalid();
    }
    if (format.isZero(b) && !format.isInfinite(a)) {
      flags |= ZERO_DIVIDE;
      return sign | format.infinity;
    }
    noteDenormal(a);
    noteDenormal(b);
    if (format.isInfinite(a)) {
      return sign | format.infinity;
    }
    if (format.isZero(a) || format.isInfinite(b)) {
      return sign;
    }
    return quotient(sign != 0, a, b);
  }

  /** Restoring division, one quotient bit at a time. */
  private long quotient(boolean negative, long a, long b) {
    long remainder = format.significand(a);
    long divisor = format.significand(b);
    int exponent = format.exponent(a) - format.exponent(b);
    if (remainder < divisor) {
      remainder <<= 1;
      exponent--;
    }
    long quotient = 0;
    int bits = format.fractionBits + 3;
    for (int i = 0; i < bits; i++) {
      quotient <<= 1;
      if (Long.compareUnsigned(remainder, divisor) >= 0) {
        remainder -= divisor;
        quotient |= 1;
      }
      remainder <<= 1;
    }
    return round(negative, exponent, quotient << 63 - bits | (remainder != 0 ? 1 : 0));
  }

  long squareRoot(long a) {
    a = operand(a);
    if (format.isNaN(a)) {
      return nan(a, a);
    }
    if (format.isZero(a)) {
      return a;
    }
    if (format.isNegative(a)) {
      return invalid();
    }
    noteDenormal(a);
    return format.isInfinite(a) ? a : root(a);
  }

  /** Digit by digit, two radicand bits for a bit of the root. */
  private long root(long a) {
    int exponent = format.exponent(a);
    long radicand = format.significand(a) << (exponent & 1);
    long remainder = 0;
    long root = 0;
    int bits = format.fractionBits + 3;
    for (int i = 0; i < bits; i++) {
      remainder = remainder << 2 | radicand >>> 62;
      radicand <<= 2;
      long trial = root << 2 | 1;
      root <<= 1;
      if (remainder >= trial) {
        remainder -= trial;
        root |= 1;
      }
    }
    return round(false, exponent >> 1, root << 63 - bits | (remainder != 0 ? 1 : 0));
  }

  /**
   * SNaN raises the invalid exception; the first operand that is a NaN is the result, made quiet.
   */
  long nan(long a, long b) {
    if (format.isSignalling(a) || format.isSignalling(b)) {
      flags |= INVALID;
    }
    return (format.isNaN(a) ? a : b) | format.quietBit;
  }

  long invalid() {
    flags |= INVALID;
    return format.indefinite();
  }

  /** This format's value of an integer. */
  long fromInteger(long value) {
    if (value == 0) {
      return 0;
    }
    return normalize(value < 0, 62, Math.abs(value)); // of the least long too, as unsigned
  }

  /** A value of another format in this one. */
  long convert(FloatFormat from, long a) {
    long sign = from.isNegative(a) ? format.sign : 0;
    if (from.isNaN(a)) {
      flags |= from.isSignalling(a) ? INVALID : 0;
      int shift = format.fractionBits - from.fractionBits;
      long payload = a & from.fraction;
      return sign
          | format.infinity
          | format.quietBit
          | (shift > 0 ? payload << shift : payload >>> -shift);
    }
    if (from.isDenormal(a) && (mxcsr & DENORMALS_ARE_ZERO) != 0 || from.isZero(a)) {
      return sign;
    }
    if (from.isInfinite(a)) {
      return sign | format.infinity;
    }
    if (from.isDenormal(a)) {
      flags |= DENORMAL;
    }
    return round(sign != 0, from.exponent(a), from.significand(a));
  }

  /**
   * The integer of {@code bits} (32 or 64), or the integer indefinite with the invalid exception.
   */
  long toInteger(long a, int bits) {
    a = operand(a);
    if (format.isZero(a)) {
      return 0;
    }
    boolean finite = format.magnitude(a) < format.infinity;
    if (!finite || format.exponent(a) >= bits) {
      return integerIndefinite(bits);
    }
    boolean negative = format.isNegative(a);
    long magnitude = roundToInteger(negative, format.exponent(a), format.significand(a), PRECISION);
    long limit = (1L << bits - 1) - (negative ? 0 : 1);
    return Long.compareUnsigned(magnitude, limit) > 0
        ? integerIndefinite(bits)
        : negative ? -magnitude : magnitude;
  }

  private long integerIndefinite(int bits) {
    flags = INVALID;
    return Long.MIN_VALUE >> 64 - bits;
  }

  /**
   * An integral value of this format. {@code inexact} is the flag to raise when that is not {@code
   * a}: PE or 0.
   */
  long toIntegral(long a, int inexact) {
    a = operand(a);
    if (format.isNaN(a)) {
      return nan(a, a);
    }
    if (format.isZero(a) || format.isInfinite(a) || format.exponent(a) >= format.fractionBits) {
      return a;
    }
    boolean negative = format.isNegative(a);
    long magnitude = roundToInteger(negative, format.exponent(a), format.significand(a), inexact);
    return magnitude == 0 ? a & format.sign : normalize(negative, 62, magnitude);
  }

  /** The rounded magnitude of a value below 2^64. */
  private long roundToInteger(boolean negative, int exponent, long significand, int inexact) {
    int shift = 62 - exponent;
    if (shift <= 0) {
      return significand << -shift;
    }
    long jammed = shift > 62 ? shiftRightJam(significand, shift - 62) : significand;
    return roundAt(negative, jammed, Math.min(shift, 62), inexact);
  }

  /**
   * Rounds a non-zero significand whose leading one may stand at any bit of an unsigned 64-bit
   * number.
   */
  private long normalize(boolean negative, int exponent, long significand) {
    if (significand < 0) {
      return round(negative, exponent + 1, significand >>> 1 | significand & 1);
    }
    int shift = Long.numberOfLeadingZeros(significand) - 1;
    return round(negative, exponent - shift, significand << shift);
  }

  /** Of a value unpacked as the class says. */
  long round(boolean negative, int exponent, long significand) {
    int shift = 62 - format.fractionBits;
    long sign = negative ? format.sign : 0;
    if (exponent < 1 - format.bias) {
      return sign | roundTiny(negative, exponent, significand, shift);
    }
    long rounded = roundAt(negative, significand, shift, PRECISION);
    if (rounded >>> format.fractionBits + 1 != 0) {
      rounded >>>= 1;
      exponent++;
    }
    if (exponent > format.bias) {
      return sign | overflow(negative);
    }
    return sign
        | (long) (exponent + format.bias) << format.fractionBits
        | rounded & format.fraction;
  }

  private long overflow(boolean negative) {
    boolean masked = (mxcsr & OVERFLOW << MASK_SHIFT) != 0;
    flags |= OVERFLOW | (masked ? PRECISION : 0);
    boolean away = rounding == NEAREST || rounding == (negative ? DOWN : UP);
    return away ? format.infinity : format.infinity - 1;
  }

  /**
   * Magnitude of a value below the normal range. Tininess is detected after rounding, SDM Vol. 1,
   * 4.9.1.5.
   */
  private long roundTiny(boolean negative, int exponent, long significand, int shift) {
    int below = 1 - format.bias - exponent;
    boolean tiny =
        below > 1 || roundAt(negative, significand, shift, 0) >>> format.fractionBits + 1 == 0;
    boolean masked = (mxcsr & UNDERFLOW << MASK_SHIFT) != 0;
    if (tiny && !masked) { // whether exact or not; PE tells of an unbounded exponent
      flags |= UNDERFLOW;
      return roundAt(negative, significand, shift, PRECISION);
    }
    if (tiny && (mxcsr & FLUSH_TO_ZERO) != 0) {
      flags |= UNDERFLOW | PRECISION;
      return 0;
    }
    int before = flags;
    long rounded = roundAt(negative, shiftRightJam(significand, below), shift, PRECISION);
    if (tiny && flags != before) {
      flags |= UNDERFLOW;
    }
    return rounded; // a carry out of the fraction makes the exponent field 1, as it should
  }

  static long shiftRightJam(long a, int shift) {
    if (shift == 0) {
      return a;
    }
    return shift > 62 ? 1 : a >>> shift | (a << 64 - shift != 0 ? 1 : 0);
  }

  /**
   * {@code significand >> shift} (1 to 62) in the rounding mode; raises {@code inexact} if bits are
   * lost.
   */
  private long roundAt(boolean negative, long significand, int shift, int inexact) {
    long rest = significand & (1L << shift) - 1;
    long result = significand >>> shift;
    if (rest == 0) {
      return result;
    }
    flags |= inexact;
    long half = 1L << shift - 1;
    boolean away =
        switch (rounding) {
          case NEAREST -> rest > half || rest == half && (result & 1) != 0;
          case DOWN -> negative;
          case UP -> !negative;
          default -> false;
        };
    return away ? result + 1 : result;
  }
}
