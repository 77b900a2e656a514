package org.kvas.benchmarks;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** One line a benchmark, with both engines side by side where there are two. */
final class ResultTable {
  private static final String ENGINE = "engine";
  private static final String FORMAT = "%-38s %14s %14s %8s  %s%n";

  private ResultTable() {}

  static String of(Collection<RunResult> results) {
    Map<String, Map<String, Result<?>>> lines = new TreeMap<>();
    for (RunResult result : results) {
      String engine = result.getParams().getParam(ENGINE);
      lines
          .computeIfAbsent(name(result), _ -> new TreeMap<>())
          .put(engine == null ? "" : engine, result.getPrimaryResult());
    }
    StringBuilder table = new StringBuilder();
    table.append(FORMAT.formatted("benchmark", "interpreter", "translator", "ratio", "unit"));
    lines.forEach((name, engines) -> table.append(line(name, engines)));
    return table.toString();
  }

  /** The class and the method. */
  static String name(RunResult result) {
    String name = result.getParams().getBenchmark();
    String method = name.substring(name.lastIndexOf('.') + 1);
    String type = name.substring(0, name.length() - method.length() - 1);
    return type.substring(type.lastIndexOf('.') + 1) + "." + method;
  }

  private static String line(String name, Map<String, Result<?>> engines) {
    Result<?> interpreter = engines.get("INTERPRETER");
    Result<?> translator = engines.get("TRANSLATOR");
    Result<?> any = engines.values().iterator().next();
    if (interpreter == null || translator == null) {
      return FORMAT.formatted(name, number(any.getScore()), "", "", any.getScoreUnit());
    }
    return FORMAT.formatted(
        name,
        number(interpreter.getScore()),
        number(translator.getScore()),
        number(interpreter.getScore() / translator.getScore()),
        any.getScoreUnit());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
  }
}
