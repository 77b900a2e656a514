package org.kvas.benchmarks;

import java.nio.file.Path;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
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
 * Runs the benchmarks whose name matches a regular expression: JMH's log goes to standard error, a
 * table to standard output, and everything JMH knows to a JSON file. Forks have the options of the
 * JVM that this runs in.
 */
public final class Benchmarks {
  private static final int FORKS = 1;
  private static final int WARM_UPS = 3;
  private static final int MEASUREMENTS = 4;

  private Benchmarks() {}

  /**
   * @param arguments the file for the results, and optionally the expression
   */
  public static void main(String[] arguments) {
    if (arguments.length < 1 || arguments.length > 2) {
      fail(2, "needs a file for the results and takes one pattern");
      return;
    }
    String pattern = arguments.length == 2 ? arguments[1] : ".*";
    Path file = Path.of(arguments[0]);
    try {
      System.out.print(ResultTable.of(run(Pattern.compile(pattern), file)));
      System.err.println("All of it is in " + file);
    } catch (PatternSyntaxException e) {
      fail(2, pattern + ": not a regular expression: " + e.getDescription());
    } catch (NoBenchmarksException _) {
      fail(2, pattern + ": no benchmark has such a name");
    } catch (RunnerException e) {
      fail(1, String.valueOf(e.getMessage()));
    }
  }

  private static Collection<RunResult> run(Pattern pattern, Path file) throws RunnerException {
    OutputFormat log = OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL);
    return new Runner(options(pattern.pattern(), file), log).run();
  }

  private static void fail(int status, String message) {
    System.err.println("bench: " + message);
    System.exit(status);
  }

  private static Options options(String pattern, Path file) {
    return new OptionsBuilder()
        .include(pattern)
        .forks(FORKS)
        .warmupIterations(WARM_UPS)
        .warmupTime(TimeValue.seconds(1))
        .measurementIterations(MEASUREMENTS)
        .measurementTime(TimeValue.seconds(1))
        .shouldFailOnError(true)
        .resultFormat(ResultFormatType.JSON)
        .result(file.toString())
        .build();
  }
}
