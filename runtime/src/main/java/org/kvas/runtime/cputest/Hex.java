package org.kvas.runtime.cputest;

import java.util.Arrays;
import java.util.HexFormat;

/** Numbers and bytes as the lines hold them. */
final class Hex {
  private static final HexFormat FORMAT = HexFormat.of();

  private Hex() {}

  /**
   * Parses {@code 0x...} (or a decimal number of at most 64 bits) into 64-bit words, the low one
   * first.
   *
   * @param what the number is, for the error
   */
  static void parse(String what, String text, int bits, long[] into) {
    Arrays.fill(into, 0);
    try {
      if (text.startsWith("0x") || text.startsWith("0X")) {
        parseDigits(text, into);
      } else {
        into[0] = text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
        return;
      }
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new TestError(what + " is not a number: " + text);
    }
    if (!fits(bits, into)) {
      throw new TestError(what + " has " + bits + " bits, too few for " + text);
    }
  }

  private static void parseDigits(String text, long[] into) {
    int end = text.length();
    if (end == 2) {
      throw new NumberFormatException();
    }
    for (int word = 0; end > 2; word++) {
      int start = Math.max(2, end - 16);
      into[word] = Long.parseUnsignedLong(text, start, end, 16);
      end = start;
    }
  }

  private static boolean fits(int bits, long[] words) {
    int last = (bits - 1) / 64;
    int unused = 64 * (last + 1) - bits;
    return unused == 0 || words[last] << unused >>> unused == words[last];
  }

  static long parse(String what, String text) {
    long[] word = new long[1];
    parse(what, text, 64, word);
    return word[0];
  }

  static byte[] bytes(String digits) {
    try {
      return FORMAT.parseHex(digits);
    } catch (IllegalArgumentException e) {
      throw new TestError("memory holds pairs of hexadecimal digits, unlike " + digits);
    }
  }

  static String digits(byte[] bytes) {
    return FORMAT.formatHex(bytes);
  }

  /** {@code 0x...}: as short as it goes up to 64 bits, all digits beyond. */
  static String format(int bits, long[] words, int at) {
    if (bits <= 64) {
      return format(words[at]);
    }
    StringBuilder text = new StringBuilder(2 + bits / 4).append("0x");
    for (int word = (bits - 1) / 64; word >= 0; word--) {
      String digits = FORMAT.toHexDigits(words[at + word]);
      int most = Math.min(16, (bits - 64 * word) / 4);
      text.append(digits, 16 - most, 16);
    }
    return text.toString();
  }

  static String format(long value) {
    return "0x" + Long.toHexString(value);
  }
}
