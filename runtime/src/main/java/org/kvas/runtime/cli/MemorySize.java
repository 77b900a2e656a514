package org.kvas.runtime.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The value of {@code -m}: megabytes, or a number with K, M, G or T behind it. */
final class MemorySize {
  static final long DEFAULT = 128L << 20;

  private static final long LEAST = 1L << 20;
  private static final long MOST = 1L << 40;
  private static final long PAGE = 4096;
  private static final Pattern SYNTAX =
      Pattern.compile("(\\d{1,15})(?:\\.(\\d{1,9}))?([KMGT]?)(?:B|IB)?");

  private MemorySize() {}

  /** Bytes, rounded up to whole pages. */
  static long parse(String text) {
    OptionValue value = new OptionValue("-m", "size", text);
    String size = value.require("size");
    value.expectNothingElse();
    Matcher matcher = SYNTAX.matcher(size.toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new CommandError(
          "-m "
              + text
              + ": a size is a number of megabytes, or a number with K, M, G or T behind it");
    }
    int shift =
        switch (matcher.group(3)) {
          case "K" -> 10;
          case "G" -> 30;
          case "T" -> 40;
          default -> 20;
        };
    long bytes = saturatedShift(Long.parseLong(matcher.group(1)), shift);
    if (matcher.group(2) != null) {
      bytes += fraction(matcher.group(2), shift);
    }
    if (bytes < LEAST) {
      throw new CommandError("-m " + text + ": a machine has at least 1 megabyte of memory");
    }
    if (bytes > MOST) {
      throw new CommandError("-m " + text + ": a machine has at most 1 terabyte of memory");
    }
    return bytes + PAGE - 1 & -PAGE;
  }

  /** Not more than twice the largest size. */
  private static long saturatedShift(long number, int shift) {
    return number > MOST >> shift ? 2 * MOST : number << shift;
  }

  /** Bytes, rounded down, that digits behind the point stand for: at most 9. */
  private static long fraction(String digits, int shift) {
    long unit = 1;
    for (int i = 0; i < digits.length(); i++) {
      unit *= 10;
    }
    int low = Math.min(shift, 30);
    int high = shift - low;
    long scaled = Long.parseLong(digits) << low;
    return (scaled / unit << high) + (scaled % unit << high) / unit;
  }
}
