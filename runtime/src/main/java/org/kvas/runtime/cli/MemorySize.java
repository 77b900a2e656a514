package org.kvas.runtime.cli;

import java.math.BigDecimal;
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
      Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?)([KMGT]?)(?:B|IB)?");

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
        switch (matcher.group(2)) {
          case "K" -> 10;
          case "G" -> 30;
          case "T" -> 40;
          default -> 20;
        };
    BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << shift));
    if (bytes.compareTo(BigDecimal.valueOf(LEAST)) < 0) {
      throw new CommandError("-m " + text + ": a machine has at least 1 megabyte of memory");
    }
    if (bytes.compareTo(BigDecimal.valueOf(MOST)) > 0) {
      throw new CommandError("-m " + text + ": a machine has at most 1 terabyte of memory");
    }
    return bytes.longValue() + PAGE - 1 & -PAGE;
  }
}
