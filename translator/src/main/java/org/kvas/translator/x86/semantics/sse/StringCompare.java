package org.kvas.translator.x86.semantics.sse;

import org.kvas.translator.x86.semantics.Flags;

/**
 * PCMPESTRI, PCMPESTRM, PCMPISTRI and PCMPISTRM. SDM Vol. 2B, 4.1.
 *
 * <p>Of the control byte: bit 0 words instead of bytes, bit 1 signed, bits 3-2 the aggregation,
 * bits 5-4 the polarity, bit 6 the form of the output.
 */
public final class StringCompare {
  private static final int EQUAL_ANY = 0;
  private static final int RANGES = 1;
  private static final int EQUAL_EACH = 2;

  private StringCompare() {}

  /** Elements in a vector: 16 bytes or 8 words. */
  public static int elements(int control) {
    return (control & 1) != 0 ? 8 : 16;
  }

  /** Length of a string that a zero element ends. */
  public static int implicitLength(long low, long high, int control) {
    int n = elements(control);
    for (int i = 0; i < n; i++) {
      if (element(low, high, i, control & 1) == 0) {
        return i;
      }
    }
    return n;
  }

  /** Length from EAX or EDX (RAX or RDX with REX.W): its absolute value, saturated. */
  public static int explicitLength(long register, int control) {
    int n = elements(control);
    return register >= n || register <= -n ? n : (int) Math.abs(register);
  }

  private static int element(long low, long high, int i, int control) {
    if ((control & 1) != 0) {
      int word = (int) ((i < 4 ? low : high) >>> 16 * (i & 3));
      return (control & 2) != 0 ? (short) word : word & 0xffff;
    }
    int b = (int) ((i < 8 ? low : high) >>> 8 * (i & 7));
    return (control & 2) != 0 ? (byte) b : b & 0xff;
  }

  /**
   * IntRes2: a bit for each element of the second string {@code b}.
   *
   * @param a0 low lane of the first operand, {@code a1} its high lane, {@code aLength} its valid
   *     elements
   */
  public static int compare(
      long a0, long a1, int aLength, long b0, long b1, int bLength, int control) {
    int n = elements(control);
    int result =
        switch (control >>> 2 & 3) {
          case EQUAL_ANY -> equalAny(a0, a1, aLength, b0, b1, bLength, control);
          case RANGES -> ranges(a0, a1, aLength, b0, b1, bLength, control);
          case EQUAL_EACH -> equalEach(a0, a1, aLength, b0, b1, bLength, control);
          default -> equalOrdered(a0, a1, aLength, b0, b1, bLength, control);
        };
    int all = (1 << n) - 1;
    return switch (control >>> 4 & 3) {
      case 1 -> result ^ all;
      case 3 -> result ^ (1 << bLength) - 1;
      default -> result;
    };
  }

  private static int equalAny(
      long a0, long a1, int aLength, long b0, long b1, int bLength, int control) {
    int result = 0;
    for (int j = 0; j < bLength; j++) {
      int b = element(b0, b1, j, control);
      for (int i = 0; i < aLength; i++) {
        if (element(a0, a1, i, control) == b) {
          result |= 1 << j;
          break;
        }
      }
    }
    return result;
  }

  /** Pairs of {@code a} are inclusive bounds; an odd last element is none. */
  private static int ranges(
      long a0, long a1, int aLength, long b0, long b1, int bLength, int control) {
    int result = 0;
    for (int j = 0; j < bLength; j++) {
      int b = element(b0, b1, j, control);
      for (int i = 0; i + 1 < aLength; i += 2) {
        if (element(a0, a1, i, control) <= b && b <= element(a0, a1, i + 1, control)) {
          result |= 1 << j;
          break;
        }
      }
    }
    return result;
  }

  /** Elements past both ends are equal, past one end unequal. */
  private static int equalEach(
      long a0, long a1, int aLength, long b0, long b1, int bLength, int control) {
    int n = elements(control);
    int common = Math.min(aLength, bLength);
    int result = (1 << n) - 1 & -1 << Math.max(aLength, bLength);
    for (int j = 0; j < common; j++) {
      if (element(a0, a1, j, control) == element(b0, b1, j, control)) {
        result |= 1 << j;
      }
    }
    return result;
  }

  /** {@code a} as a substring at {@code j}, as far as the vector shows. */
  private static int equalOrdered(
      long a0, long a1, int aLength, long b0, long b1, int bLength, int control) {
    int n = elements(control);
    int result = 0;
    for (int j = 0; j < n; j++) {
      if (matchesAt(j, Math.min(aLength, n - j), a0, a1, b0, b1, bLength, control)) {
        result |= 1 << j;
      }
    }
    return result;
  }

  private static boolean matchesAt(
      int j, int length, long a0, long a1, long b0, long b1, int bLength, int control) {
    for (int i = 0; i < length; i++) {
      if (i + j >= bLength || element(a0, a1, i, control) != element(b0, b1, i + j, control)) {
        return false;
      }
    }
    return true;
  }

  /**
   * ECX of the index forms: the first set bit, or the last (bit 6); the number of elements if there
   * is none.
   */
  public static int index(int result, int control) {
    if (result == 0) {
      return elements(control);
    }
    return (control & 0x40) != 0
        ? 31 - Integer.numberOfLeadingZeros(result)
        : Integer.numberOfTrailingZeros(result);
  }

  /** A lane of XMM0 of the mask forms: bits, or whole elements (bit 6). */
  public static long mask(int result, int control, boolean high) {
    if ((control & 0x40) == 0) {
      return high ? 0 : result;
    }
    int bits = (control & 1) != 0 ? 16 : 8;
    int shown = high ? result >>> 64 / bits : result;
    long mask = 0;
    for (int i = 0; i < 64 / bits; i++) {
      mask |= (shown >>> i & 1L) * ((1L << bits) - 1) << bits * i;
    }
    return mask;
  }

  /**
   * CF some bit, ZF the second string ends, SF the first ends, OF bit 0 of the result; AF and PF
   * clear.
   */
  public static int flags(int result, int aLength, int bLength, int control) {
    int n = elements(control);
    return (result != 0 ? Flags.CF : 0)
        | (bLength < n ? Flags.ZF : 0)
        | (aLength < n ? Flags.SF : 0)
        | ((result & 1) != 0 ? Flags.OF : 0);
  }
}
