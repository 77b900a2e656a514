package org.kvas.translator.x86.semantics;

import static org.kvas.translator.x86.semantics.Flags.AF;
import static org.kvas.translator.x86.semantics.Flags.CF;

/**
 * Decimal adjustment. SDM Vol. 2A, AAA to DAS. Each method takes AX (or AL) and returns the new AX
 * (or AL) in bits 0 to 15 and the six status flags in bits 16 to 31; flags the SDM leaves undefined
 * are those of current Intel processors: SF, ZF and PF by AL, OF clear, but all six of AAD as of
 * the 8-bit ADD it ends with.
 */
public final class Decimal {
  private Decimal() {}

  public static int value(int packed) {
    return packed & 0xffff;
  }

  public static int flags(int packed) {
    return packed >>> 16;
  }

  private static int pack(int value, int flags) {
    return flags << 16 | value;
  }

  private static int bySign(int al) {
    return Flags.status(Flags.LOGIC, (byte) al, 0);
  }

  private static boolean lowDigitNeedsAdjusting(int al, int flags) {
    return (al & 0xf) > 9 || (flags & AF) != 0;
  }

  public static int aaa(int ax, int flags) {
    boolean adjust = lowDigitNeedsAdjusting(ax, flags);
    int result = (adjust ? ax + 0x106 : ax) & 0xff0f;
    return pack(result, bySign(result) | (adjust ? AF | CF : 0));
  }

  public static int aas(int ax, int flags) {
    boolean adjust = lowDigitNeedsAdjusting(ax, flags);
    int result = (adjust ? ax - 0x106 : ax) & 0xff0f;
    return pack(result, bySign(result) | (adjust ? AF | CF : 0));
  }

  public static int daa(int al, int flags) {
    int result = al;
    int set = 0;
    if (lowDigitNeedsAdjusting(al, flags)) {
      result += 6;
      set = AF;
    }
    if (al > 0x99 || (flags & CF) != 0) {
      result += 0x60;
      set |= CF;
    }
    return pack(result & 0xff, bySign(result) | set);
  }

  public static int das(int al, int flags) {
    int result = al;
    int set = 0;
    if (lowDigitNeedsAdjusting(al, flags)) {
      result -= 6;
      set = al < 6 ? AF | CF : AF;
    }
    if (al > 0x99 || (flags & CF) != 0) {
      result -= 0x60;
      set |= CF;
    }
    return pack(result & 0xff, bySign(result) | set);
  }

  /**
   * @param base the immediate, not zero (that is #DE)
   */
  public static int aam(int al, int base) {
    int result = al / base << 8 | al % base;
    return pack(result, bySign(result));
  }

  /**
   * @param base the immediate
   */
  public static int aad(int ax, int base) {
    byte tens = (byte) ((ax >>> 8) * base);
    byte ones = (byte) ax;
    return pack(tens + ones & 0xff, Flags.status(Flags.ADD, ones, tens));
  }
}
