package org.kvas.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.kvas.benchmarks.report.Comparison;
import org.kvas.benchmarks.report.Host;
import org.kvas.benchmarks.report.Measurement;
import org.kvas.benchmarks.report.RecordedRun;
import org.kvas.benchmarks.report.Report;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks and the whole guests: JMH's log goes to standard error, a table to standard
 * output, everything JMH knows to a JSON file. A run can be recorded, with a report, and compared
 * with the one recorded before. Forks have the options of the JVM that this runs in.
 */
public final class Benchmarks {
  private static final int FORKS = 1;
  private static final int WARM_UPS = 3;
  private static final int MEASUREMENTS = 5;
  private static final long WARM_UP_MILLISECONDS = 700;
  private static final long MEASUREMENT_MILLISECONDS = 500;
  private static final Path RECORDED = Path.of("benchmarks/recorded.json");
  private static final Path DOCUMENT = Path.of("docs/benchmarks.md");

  private Benchmarks() {}

  /**
   * @param arguments JMH's file, and what {@link BenchOptions} knows; run in the sources' folder
   */
  public static void main(String[] arguments) {
    try {
      System.exit(run(BenchOptions.parse(arguments)));
    } catch (IllegalArgumentException e) {
      fail(2, message(e));
    } catch (NoBenchmarksException e) {
      fail(2, "no benchmark has such a name");
    } catch (RunnerException | IOException e) {
      fail(1, message(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String message(Exception e) {
    return e instanceof PatternSyntaxException syntax
        ? syntax.getPattern() + ": not a regular expression: " + syntax.getDescription()
        : String.valueOf(e.getMessage());
  }

  /** The exit status: 3 where something has become slower. */
  private static int run(BenchOptions options)
      throws RunnerException, IOException, InterruptedException {
    RecordedRun before = options.against() == null ? null : RecordedRun.read(options.against());
    List<Measurement> measurements = new ArrayList<>();
    if (!BenchOptions.NO_BENCHMARK.equals(options.pattern())) {
      Collection<RunResult> results = measure(options);
      System.out.print(ResultTable.of(results));
      results.forEach(result -> measurements.add(measurement(result)));
    }
    if (options.guestRuns() > 0) {
      measurements.addAll(guests(options.guestRuns()));
    }
    var now = new RecordedRun(LocalDate.now().toString(), Host.current(), measurements);
    if (options.record()) {
      record(now);
    }
    if (before == null) {
      return 0;
    }
    var comparison = new Comparison(before, now);
    System.out.print(comparison.text());
    return comparison.hasRegressions() ? 3 : 0;
  }

  private static Collection<RunResult> measure(BenchOptions options) throws RunnerException {
    String pattern = options.pattern() == null ? ".*" : options.pattern();
    Pattern.compile(pattern);
    OutputFormat log = OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL);
    return new Runner(jmh(pattern, options.results()), log).run();
  }

  private static List<Measurement> guests(int runs) throws IOException, InterruptedException {
    Optional<Path> guest = WholeGuests.fetchedGuest(System.getenv());
    if (guest.isEmpty()) {
      System.err.println("bench: no whole guests: './kvas run' has not fetched one yet");
      return List.of();
    }
    List<Measurement> measurements =
        new WholeGuests(Path.of("").toAbsolutePath(), guest.get(), runs).run();
    for (Measurement measurement : measurements) {
      System.out.printf(
          Locale.ROOT,
          "%-28s %-12s %8.2f s%n",
          measurement.name(),
          measurement.system(),
          measurement.score());
    }
    return measurements;
  }

  /** What was not measured this time stays as it was recorded. */
  private static void record(RecordedRun now) throws IOException {
    RecordedRun all =
        java.nio.file.Files.exists(RECORDED) ? RecordedRun.read(RECORDED).updatedBy(now) : now;
    all.write(RECORDED);
    new Report(all).write(DOCUMENT);
    System.err.println("bench: recorded in " + RECORDED + ", told in " + DOCUMENT);
  }

  private static Measurement measurement(RunResult result) {
    String engine = result.getParams().getParam("engine");
    String[] name = ResultTable.name(result).split("\\.", 2);
    double error = result.getPrimaryResult().getScoreError();
    return new Measurement(
        name[0].replace("Benchmark", ""),
        name[1],
        engine == null ? "" : engine.toLowerCase(Locale.ROOT),
        result.getPrimaryResult().getScore(),
        Double.isNaN(error) ? 0 : error,
        result.getPrimaryResult().getScoreUnit());
  }

  private static void fail(int status, String message) {
    System.err.println("bench: " + message);
    System.exit(status);
  }

  private static Options jmh(String pattern, Path file) {
    return new OptionsBuilder()
        .include(pattern)
        .forks(FORKS)
        .warmupIterations(WARM_UPS)
        .warmupTime(TimeValue.milliseconds(WARM_UP_MILLISECONDS))
        .measurementIterations(MEASUREMENTS)
        .measurementTime(TimeValue.milliseconds(MEASUREMENT_MILLISECONDS))
        .shouldFailOnError(true)
        .resultFormat(ResultFormatType.JSON)
        .result(file.toString())
        .build();
  }
}
