package org.kvas.translator.x86.semantics.x87;

/** Fields of the x87 control word. SDM Vol. 1, 8.1.5. */
public final class ControlWord {
  /** Precision control, bits 9 and 8. */
  public static final int PRECISION = 3 << 8;

  public static final int PRECISION_24 = 0;
  public static final int PRECISION_53 = 2 << 8;
  public static final int PRECISION_64 = 3 << 8;

  /** Rounding control, bits 11 and 10. */
  public static final int ROUNDING = 3 << 10;

  public static final int NEAREST = 0;
  public static final int DOWN = 1 << 10;
  public static final int UP = 2 << 10;
  public static final int TRUNCATE = 3 << 10;

  private ControlWord() {}

  /**
   * Bits at the low end of a 64-bit significand that the precision control leaves unused: 0, 11 or
   * 40.
   */
  static int unusedBits(int control) {
    return switch (control & PRECISION) {
      case PRECISION_24 -> 40;
      case PRECISION_53 -> 11;
      default -> 0;
    };
  }

  /**
   * Whether the magnitude is rounded up.
   *
   * @param sign 0 for positive
   * @param odd whether the last bit kept is one
   * @param rest the bits cut off, left-aligned, the lowest one sticky
   */
  static boolean roundsUp(int control, int sign, boolean odd, long rest) {
    return switch (control & ROUNDING) {
      case NEAREST -> rest < 0 && (rest != Long.MIN_VALUE || odd);
      case DOWN -> rest != 0 && sign != 0;
      case UP -> rest != 0 && sign == 0;
      default -> false;
    };
  }
}
