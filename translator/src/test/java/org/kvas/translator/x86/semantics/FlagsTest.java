package org.kvas.translator.x86.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The lazy flags of all 8-bit operand pairs, and of the borders of wider ones, against the SDM's
 * definitions computed in plain integers.
 */
class FlagsTest {
  private static final long[] BORDERS = {
    0,
    1,
    2,
    0xf,
    0x10,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0x8000,
    0x7fff_ffff,
    0x8000_0000L,
    0xffff_ffffL,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -2
  };

  @Test
  void allBytePairs() {
    for (int a = -128; a < 128; a++) {
      for (int b = -128; b < 128; b++) {
        sums(1, a, b);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void borders(int size) {
    int shift = 64 - 8 * size;
    for (long a : BORDERS) {
      for (long b : BORDERS) {
        sums(size, a << shift >> shift, b << shift >> shift);
      }
    }
  }

  private static void sums(int size, long a, long b) {
    for (int carry = 0; carry < 2; carry++) {
      check(
          (carry == 0 ? Flags.ADD : Flags.ADC) | Flags.log2(size),
          a,
          b,
          sumFlags(size, a, b, carry));
      check(
          (carry == 0 ? Flags.SUB : Flags.SBB) | Flags.log2(size),
          a,
          b,
          differenceFlags(size, a, b, carry));
      int keep = carry;
      check(
          Flags.INC | Flags.log2(size),
          signed(size, a + 1),
          carry,
          sumFlags(size, a, 1, 0) & ~Flags.CF | keep);
      check(
          Flags.DEC | Flags.log2(size),
          signed(size, a - 1),
          carry,
          differenceFlags(size, a, 1, 0) & ~Flags.CF | keep);
    }
    check(Flags.LOGIC | Flags.log2(size), a & b, 0, byResult(a & b));
    check(
        Flags.RESULT | Flags.log2(size), a, Flags.CF | Flags.OF, byResult(a) | Flags.CF | Flags.OF);
    check(Flags.RESULT | Flags.log2(size), a, Flags.AF, byResult(a) | Flags.AF);
  }

  private static long signed(int size, long value) {
    int shift = 64 - 8 * size;
    return value << shift >> shift;
  }

  private static BigInteger unsigned(int size, long value) {
    return BigInteger.valueOf(value).mod(BigInteger.TWO.pow(8 * size));
  }

  private static int byResult(long r) {
    return (r == 0 ? Flags.ZF : 0)
        | (r < 0 ? Flags.SF : 0)
        | (Long.bitCount(r & 0xff) % 2 == 0 ? Flags.PF : 0);
  }

  private static int sumFlags(int size, long a, long b, int carry) {
    var exact = BigInteger.valueOf(a).add(BigInteger.valueOf(b)).add(BigInteger.valueOf(carry));
    var wide = unsigned(size, a).add(unsigned(size, b)).add(BigInteger.valueOf(carry));
    long r = signed(size, a + b + carry);
    return byResult(r)
        | (wide.bitLength() > 8 * size ? Flags.CF : 0)
        | (exact.bitLength() > 8 * size - 1 ? Flags.OF : 0)
        | ((a & 15) + (b & 15) + carry > 15 ? Flags.AF : 0);
  }

  private static int differenceFlags(int size, long a, long b, int borrow) {
    var exact =
        BigInteger.valueOf(a).subtract(BigInteger.valueOf(b)).subtract(BigInteger.valueOf(borrow));
    var wide = unsigned(size, a).subtract(unsigned(size, b)).subtract(BigInteger.valueOf(borrow));
    long r = signed(size, a - b - borrow);
    return byResult(r)
        | (wide.signum() < 0 ? Flags.CF : 0)
        | (exact.bitLength() > 8 * size - 1 ? Flags.OF : 0)
        | ((a & 15) - (b & 15) - borrow < 0 ? Flags.AF : 0);
  }

  private static void check(int operation, long a, long b, int expected) {
    if (Flags.status(operation, a, b) != expected) {
      assertThat(Integer.toHexString(Flags.status(operation, a, b)))
          .as("%d of %x, %x", operation, a, b)
          .isEqualTo(Integer.toHexString(expected));
    }
    for (int code = 0; code < 16; code++) {
      boolean met = holds(code, expected);
      if (Flags.condition(code, operation, a, b) != met
          || Flags.condition(code, Flags.BITS, expected, 0) != met) {
        assertThat(Flags.condition(code, operation, a, b))
            .as("condition %d, operation %d of %x, %x", code, operation, a, b)
            .isEqualTo(met);
        assertThat(Flags.condition(code, Flags.BITS, expected, 0))
            .as("condition %d of flags %x", code, expected)
            .isEqualTo(met);
      }
    }
  }

  /** SDM Vol. 1, appendix B. */
  private static boolean holds(int code, int flags) {
    boolean c = (flags & Flags.CF) != 0;
    boolean z = (flags & Flags.ZF) != 0;
    boolean s = (flags & Flags.SF) != 0;
    boolean o = (flags & Flags.OF) != 0;
    boolean p = (flags & Flags.PF) != 0;
    return switch (code) {
      case 0 -> o;
      case 1 -> !o;
      case 2 -> c;
      case 3 -> !c;
      case 4 -> z;
      case 5 -> !z;
      case 6 -> c || z;
      case 7 -> !c && !z;
      case 8 -> s;
      case 9 -> !s;
      case 10 -> p;
      case 11 -> !p;
      case 12 -> s != o;
      case 13 -> s == o;
      case 14 -> z || s != o;
      default -> !z && s == o;
    };
  }
}
