package org.kvas.translator.x86.semantics;

/**
 * The lazy status flags: an operation code and two operands stand for CF, PF, AF, ZF, SF and OF
 * until somebody looks (SDM Vol. 1, 3.4.3.1).
 *
 * <p>An operation code is {@code kind | log2(size in bytes)}. Operands and results are kept
 * <em>sign-extended</em> to 64 bits from the operation's size: sign extension preserves equality,
 * signed and unsigned order, so comparisons need not know the size.
 */
public final class Flags {
  public static final int CF = 1;
  public static final int PF = 1 << 2;
  public static final int AF = 1 << 4;
  public static final int ZF = 1 << 6;
  public static final int SF = 1 << 7;
  public static final int OF = 1 << 11;
  public static final int STATUS = CF | PF | AF | ZF | SF | OF;

  /** {@code a} is the six flags themselves, in their RFLAGS positions; the size is ignored. */
  public static final int BITS = 0 << 2;

  /** a + b. */
  public static final int ADD = 1 << 2;

  /** a + b + 1: ADC with CF set; with CF clear it is {@link #ADD}. */
  public static final int ADC = 2 << 2;

  /** a - b: SUB, CMP, NEG (0 - b), CMPS, SCAS. */
  public static final int SUB = 3 << 2;

  /** a - b - 1: SBB with CF set; with CF clear it is {@link #SUB}. */
  public static final int SBB = 4 << 2;

  /** {@code a} is the result of AND, OR, XOR or TEST; CF, OF and AF are clear. */
  public static final int LOGIC = 5 << 2;

  /** {@code a} is the result, {@code b} CF from before (0 or 1). */
  public static final int INC = 6 << 2;

  /** {@code a} is the result, {@code b} CF from before (0 or 1). */
  public static final int DEC = 7 << 2;

  /**
   * {@code a} is the result, giving ZF, SF and PF; {@code b} holds CF, AF and OF in their RFLAGS
   * positions.
   */
  public static final int RESULT = 8 << 2;

  private static final int KIND_MASK = ~3;

  /**
   * From here on the kinds keep the result in {@code a}; the size bits do not disturb the
   * comparison.
   */
  private static final int FIRST_WITH_RESULT = LOGIC;

  /** From here on the kinds keep CF in {@code b}. */
  private static final int FIRST_WITH_CARRY = INC;

  private Flags() {}

  /** log2 of a size in bytes: 1, 2, 4, 8 to 0, 1, 2, 3. */
  public static int log2(int size) {
    return Integer.numberOfTrailingZeros(size);
  }

  /** {@code value} sign-extended from the size that {@code operation} names. */
  public static long signExtend(int operation, long value) {
    int shift = 64 - (8 << (operation & 3));
    return value << shift >> shift;
  }

  /** The result, sign-extended; meaningless for {@link #BITS}. */
  public static long result(int operation, long a, long b) {
    return switch (operation & KIND_MASK) {
      case ADD -> signExtend(operation, a + b);
      case ADC -> signExtend(operation, a + b + 1);
      case SUB -> signExtend(operation, a - b);
      case SBB -> signExtend(operation, a - b - 1);
      default -> a;
    };
  }

  // The commonest kinds come first in what follows: SUB from comparisons, then those that keep
  // their result.

  public static boolean carry(int operation, long a, long b) {
    int kind = operation & KIND_MASK;
    if (kind == SUB) {
      return carryOfDifference(a, b);
    }
    if (operation >= FIRST_WITH_CARRY) {
      return (b & CF) != 0;
    }
    return switch (kind) {
      case ADD -> carryOfSum(operation, a, b);
      case ADC -> Long.compareUnsigned(signExtend(operation, a + b + 1), a) <= 0;
      case SBB -> Long.compareUnsigned(a, b) <= 0;
      case BITS -> (a & CF) != 0;
      default -> false;
    };
  }

  /** {@link #carry} of {@link #ADD}. */
  public static boolean carryOfSum(int operation, long a, long b) {
    return Long.compareUnsigned(signExtend(operation, a + b), a) < 0;
  }

  /** {@link #carry} of {@link #SUB}. */
  public static boolean carryOfDifference(long a, long b) {
    return Long.compareUnsigned(a, b) < 0;
  }

  public static boolean zero(int operation, long a, long b) {
    int kind = operation & KIND_MASK;
    if (kind == SUB) {
      return a == b;
    }
    if (operation >= FIRST_WITH_RESULT) {
      return a == 0;
    }
    return kind == BITS ? (a & ZF) != 0 : result(operation, a, b) == 0;
  }

  public static boolean sign(int operation, long a, long b) {
    if (operation >= FIRST_WITH_RESULT) {
      return a < 0;
    }
    return (operation & KIND_MASK) == BITS ? (a & SF) != 0 : result(operation, a, b) < 0;
  }

  public static boolean parity(int operation, long a, long b) {
    return (operation & KIND_MASK) == BITS ? (a & PF) != 0 : evenParity(result(operation, a, b));
  }

  /** Whether the low byte has an even number of ones. */
  public static boolean evenParity(long value) {
    return (Integer.bitCount((int) value & 0xff) & 1) == 0;
  }

  public static boolean overflow(int operation, long a, long b) {
    return switch (operation & KIND_MASK) {
      case ADD, ADC -> {
        long r = result(operation, a, b);
        yield ((a ^ r) & (b ^ r)) < 0;
      }
      case SUB, SBB -> ((a ^ b) & (a ^ result(operation, a, b))) < 0;
      case INC -> a == signExtend(operation, 1L << ((8 << (operation & 3)) - 1));
      case DEC -> a == (1L << ((8 << (operation & 3)) - 1)) - 1;
      case RESULT -> (b & OF) != 0;
      case BITS -> (a & OF) != 0;
      default -> false;
    };
  }

  public static boolean adjust(int operation, long a, long b) {
    return switch (operation & KIND_MASK) {
      case ADD, ADC, SUB, SBB -> ((a ^ b ^ result(operation, a, b)) & AF) != 0;
      case INC -> (a & 0xf) == 0;
      case DEC -> (a & 0xf) == 0xf;
      case RESULT -> (b & AF) != 0;
      case BITS -> (a & AF) != 0;
      default -> false;
    };
  }

  /** All six status flags in their RFLAGS positions. */
  public static int status(int operation, long a, long b) {
    if ((operation & KIND_MASK) == BITS) {
      return (int) a & STATUS;
    }
    long r = result(operation, a, b);
    return (carry(operation, a, b) ? CF : 0)
        | (evenParity(r) ? PF : 0)
        | (adjust(operation, a, b) ? AF : 0)
        | (r == 0 ? ZF : 0)
        | (r < 0 ? SF : 0)
        | (overflow(operation, a, b) ? OF : 0);
  }

  /**
   * A condition code as in the low nibble of Jcc: 0 O, 1 NO, 2 B, 3 AE, 4 E, 5 NE, 6 BE, 7 A, 8 S,
   * 9 NS, 10 P, 11 NP, 12 L, 13 GE, 14 LE, 15 G.
   */
  public static boolean condition(int code, int operation, long a, long b) {
    boolean met =
        switch (code >> 1) {
          case 0 -> overflow(operation, a, b);
          case 1 -> carry(operation, a, b);
          case 2 -> zero(operation, a, b);
          case 3 -> belowOrEqual(operation, a, b);
          case 4 -> sign(operation, a, b);
          case 5 -> parity(operation, a, b);
          case 6 -> less(operation, a, b);
          default -> lessOrEqual(operation, a, b);
        };
    return met != ((code & 1) != 0);
  }

  /** CF or ZF. */
  public static boolean belowOrEqual(int operation, long a, long b) {
    return (operation & KIND_MASK) == SUB
        ? Long.compareUnsigned(a, b) <= 0
        : carry(operation, a, b) || zero(operation, a, b);
  }

  /** SF differs from OF. */
  public static boolean less(int operation, long a, long b) {
    return switch (operation & KIND_MASK) {
      case SUB -> a < b;
      case LOGIC -> a < 0;
      default -> sign(operation, a, b) != overflow(operation, a, b);
    };
  }

  /** ZF, or SF differs from OF. */
  public static boolean lessOrEqual(int operation, long a, long b) {
    return switch (operation & KIND_MASK) {
      case SUB -> a <= b;
      case LOGIC -> a <= 0;
      default -> zero(operation, a, b) || less(operation, a, b);
    };
  }
}
