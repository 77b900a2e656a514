package org.kvas.benchmarks.soak;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts of translated regions, since the machine's last reset.
 *
 * @param inUse now
 * @param translated in all
 * @param rewritten dropped since the guest wrote over their code
 * @param evicted dropped for room
 */
record JitCounters(long inUse, long translated, long rewritten, long evicted) {
  private static final String NUMBER = "([0-9,]+)";
  private static final Pattern REGIONS =
      Pattern.compile(NUMBER + " in use; " + NUMBER + " translated in ");
  private static final Pattern DROPPED =
      Pattern.compile("dropped: " + NUMBER + " rewritten, " + NUMBER + " evicted");

  /**
   * @param text what {@code info jit} says
   * @throws IllegalArgumentException where it says something else
   */
  static JitCounters of(String text) {
    Matcher regions = REGIONS.matcher(text);
    Matcher dropped = DROPPED.matcher(text);
    if (!regions.find() || !dropped.find()) {
      throw new IllegalArgumentException("the monitor's 'info jit' does not count regions");
    }
    return new JitCounters(
        count(regions.group(1)),
        count(regions.group(2)),
        count(dropped.group(1)),
        count(dropped.group(2)));
  }

  private static long count(String digits) {
    return Long.parseLong(digits.replace(",", ""));
  }
}
