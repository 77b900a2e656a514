package org.kvas.runtime.trace;

import java.io.PrintStream;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * The log of one machine, in the manner of QEMU's {@code -d}. Its processors take turns, and so do
 * their lines.
 */
public final class GuestLog {
  private final PrintStream out;
  private final Set<LogItem> items;
  private final LongFunction<String> symbols;
  private long events;

  /**
   * @param symbols the name of a linear address, empty where there is none
   */
  public GuestLog(PrintStream out, Set<LogItem> items, LongFunction<String> symbols) {
    this.out = out;
    this.items = Set.copyOf(items);
    this.symbols = symbols;
  }

  /** Whether code is followed block by block. */
  boolean followsCode() {
    return logs(LogItem.IN_ASM) || logs(LogItem.EXEC) || logs(LogItem.CPU);
  }

  boolean logs(LogItem item) {
    return items.contains(item);
  }

  /** The name of an address, empty where none is known. */
  String symbol(long linear) {
    return symbols.apply(linear);
  }

  /** The number of the next interrupt or exception of any processor. */
  long nextEvent() {
    return events++;
  }

  void print(String line) {
    out.println(line);
  }
}
