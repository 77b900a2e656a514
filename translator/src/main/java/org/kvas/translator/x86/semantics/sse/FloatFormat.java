package org.kvas.translator.x86.semantics.sse;

/** IEEE 754 interchange formats; values are held in the low bits of a long. */
enum FloatFormat {
  HALF(5, 10),
  SINGLE(8, 23),
  DOUBLE(11, 52);

  /** Stored significand bits. */
  final int fractionBits;

  final int bias;
  final long sign;

  /** The exponent field, all ones; also the encoding of infinity. */
  final long infinity;

  final long fraction;
  final long quietBit;

  FloatFormat(int exponentBits, int fractionBits) {
    this.fractionBits = fractionBits;
    bias = (1 << exponentBits - 1) - 1;
    sign = 1L << exponentBits + fractionBits;
    fraction = (1L << fractionBits) - 1;
    infinity = sign - 1 & ~fraction;
    quietBit = 1L << fractionBits - 1;
  }

  /** The QNaN that invalid operations give. */
  long indefinite() {
    return sign | infinity | quietBit;
  }

  long magnitude(long a) {
    return a & sign - 1;
  }

  boolean isNaN(long a) {
    return magnitude(a) > infinity;
  }

  boolean isSignalling(long a) {
    return isNaN(a) && (a & quietBit) == 0;
  }

  boolean isInfinite(long a) {
    return magnitude(a) == infinity;
  }

  boolean isZero(long a) {
    return magnitude(a) == 0;
  }

  boolean isDenormal(long a) {
    long magnitude = magnitude(a);
    return magnitude != 0 && magnitude <= fraction;
  }

  boolean isNegative(long a) {
    return (a & sign) != 0;
  }

  /** Unbiased exponent of a finite non-zero value, as if it were normalised. */
  int exponent(long a) {
    long magnitude = magnitude(a);
    int field = (int) (magnitude >>> fractionBits);
    return field == 0
        ? 1 - bias - (Long.numberOfLeadingZeros(magnitude) - (63 - fractionBits))
        : field - bias;
  }

  /** Significand of a finite non-zero value, its leading one in bit 62. */
  long significand(long a) {
    long magnitude = magnitude(a);
    long bits = magnitude <= fraction ? magnitude : magnitude & fraction | fraction + 1;
    return bits << Long.numberOfLeadingZeros(bits) - 1;
  }
}
