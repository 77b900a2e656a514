package org.kvas.runtime.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.symbols.GuestSymbols;
import org.kvas.runtime.symbols.Symbol;

/** A page for a person on where a machine's time went since the page before. */
final class ExecutionReport {
  private static final int FUNCTIONS = 15;
  private static final int BAR = 30;
  private static final int COLUMNS = 3;
  private static final int NAME_WIDTH = 44;

  private final StringBuilder text = new StringBuilder();
  private final ExecutionFigures before;
  private final ExecutionFigures now;
  private final Samples samples;
  private final double seconds;

  private ExecutionReport(
      ExecutionFigures before, ExecutionFigures now, ExecutionSampler.View view) {
    this.before = before;
    this.now = now;
    this.samples = view.samples();
    this.seconds = Math.max(view.nanoseconds() / 1e9, 1e-3);
  }

  /**
   * @param counting whether translated code counts its instructions
   */
  static String of(
      ExecutionFigures before,
      ExecutionFigures now,
      ExecutionSampler.View view,
      boolean counting,
      GuestSymbols symbols) {
    ExecutionReport report = new ExecutionReport(before, now, view);
    report.speed(counting);
    report.tiers();
    report.regions();
    report.exits();
    report.functions(symbols);
    return report.text.toString();
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a library of its own
  private void line(String label, String format, Object... values) {
    text.append("%-10s".formatted(label)).append(String.format(Locale.ROOT, format, values));
    text.append('\n');
  }

  private void speed(boolean counting) {
    double mips = (now.instructions() - before.instructions()) / seconds / 1e6;
    line(
        "speed",
        counting
            ? "%.1f MIPS over %.1f s"
            : "%.1f MIPS in the interpreter over %.1f s (with -accel translator,count=on regions count, too)",
        mips,
        seconds);
  }

  private void tiers() {
    int all = Math.max(1, samples.count());
    String label = "time";
    for (Tier tier : Tier.values()) {
      double share = (double) samples.of(tier) / all;
      line(
          label,
          "%-20s%5.1f %%  %s",
          tier.label(),
          100 * share,
          "#".repeat((int) Math.round(BAR * share)));
      label = "";
    }
  }

  private void regions() {
    line(
        "regions",
        "%,d in use; %,d translated in %,d ms, of which %,d await HotSpot's code; %,d made anew",
        now.regions(),
        now.translations(),
        now.translationNanoseconds() / 1_000_000,
        now.translations() - now.opened(),
        now.renewals());
    line(
        "",
        "dropped: %,d rewritten, %,d evicted, %,d replaced",
        now.invalidations(),
        now.evictions(),
        now.replacements());
    line(
        "",
        "%,d instructions of %,d KiB are %,d KiB of bytecode in %,d KiB of classes",
        now.guestInstructions(),
        now.guestBytes() >> 10,
        now.bytecodeBytes() >> 10,
        now.classBytes() >> 10);
    line("TLB", "%,.0f misses/s", (now.walks() - before.walks()) / seconds);
  }

  private void exits() {
    List<String> cells = new ArrayList<>();
    for (ExitReason reason : ExitReason.values()) {
      double rate = (now.exits(reason) - before.exits(reason)) / seconds;
      if (rate > 0) {
        cells.add(String.format(Locale.ROOT, "%-20s%,9.0f", reason.label(), rate));
      }
    }
    String label = "exits/s";
    for (int i = 0; i < cells.size(); i += COLUMNS) {
      line(label, "%s", String.join("   ", cells.subList(i, Math.min(i + COLUMNS, cells.size()))));
      label = "";
    }
    if (cells.isEmpty()) {
      line(label, "none");
    }
  }

  /** A function's samples in one tier. */
  private record Function(String name, Tier tier) {}

  private void functions(GuestSymbols symbols) {
    Map<Function, Integer> functions = new HashMap<>();
    samples
        .places()
        .forEach(
            (place, count) ->
                functions.merge(
                    new Function(name(place, symbols.find(place.address())), place.tier()),
                    count,
                    Integer::sum));
    int all = Math.max(1, samples.count());
    line("hottest", "%,d samples, %,d symbols known", samples.count(), symbols.size());
    functions.entrySet().stream()
        .sorted(
            Map.Entry.<Function, Integer>comparingByValue()
                .reversed()
                .thenComparing(entry -> entry.getKey().name, Comparator.naturalOrder()))
        .limit(FUNCTIONS)
        .forEach(
            entry ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "%7.1f %%  %-" + NAME_WIDTH + "s %s%n",
                        100.0 * entry.getValue() / all,
                        entry.getKey().name,
                        entry.getKey().tier.label())));
  }

  /** Without a symbol, the page. */
  private static String name(Samples.Place place, @Nullable Symbol symbol) {
    if (symbol != null) {
      return symbol.name();
    }
    return "%s page 0x%x".formatted(place.user() ? "user" : "kernel", place.address() & -4096);
  }
}
