package org.kvas.runtime.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.oracle.Oracle;
import org.kvas.runtime.oracle.OracleEngine;
import org.kvas.runtime.oracle.OracleOptions;
import org.kvas.runtime.oracle.OracleSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The emulated processor against the one it runs on. */
@Command(
    name = "oracle",
    description = {
      "Compares the emulated processor with the one that Kvas runs on (x86-64 Linux):",
      "random and boundary operands for every instruction that programs may use, executed",
      "natively in a process of their own and in both engines. The exit status is 1",
      "where they differ; each difference is told with a line for 'kvas cputest'."
    },
    footer = {"", "Example:", "  kvas oracle --tests 100000 --only 'ADC|SBB'"})
final class OracleCommand implements Callable<Integer> {
  private static final int MISMATCH = 1;

  @Option(
      names = {"-tests", "--tests", "--count"},
      paramLabel = "N",
      defaultValue = "1000000",
      description = "states to start from, over all instructions (default: 1000000)")
  private long tests = 1_000_000;

  @Option(
      names = {"-seed", "--seed"},
      paramLabel = "S",
      defaultValue = "1",
      description = "of the random numbers (default: 1)")
  private long seed = 1;

  @Option(
      names = {"-only", "--only"},
      paramLabel = "REGEX",
      description = "mnemonics to test, as 'ADC|SBB' or 'F.*'")
  private @Nullable String only;

  @Option(
      names = {"-engine", "--engine"},
      paramLabel = "ENGINE",
      defaultValue = "both",
      description = "interpreter, translator, or both (the default)")
  private String engine = "both";

  @Option(
      names = {"-seconds", "--seconds"},
      paramLabel = "T",
      description = "end after this time, whatever is left to test")
  private @Nullable Long seconds;

  @Option(
      names = {"-bits", "--bits"},
      paramLabel = "BITS",
      defaultValue = "64",
      description = "code size: 64 (the default) or 32")
  private int bits = 64;

  @Mixin HelpOption help = new HelpOption();

  @Override
  public Integer call() {
    OracleOptions options =
        new OracleOptions(
            positive("--tests", tests),
            seed,
            bits(),
            pattern(),
            engine(),
            seconds == null ? Long.MAX_VALUE : positive("--seconds", seconds));
    try (Oracle oracle = new Oracle(options, System.out::println, System.err::println)) {
      OracleSummary summary = oracle.run();
      if (summary.shapes() == 0) {
        throw new CommandError("--only " + only + ": no instruction has such a name");
      }
      print(summary);
      return summary.mismatches() == 0 ? 0 : MISMATCH;
    } catch (IOException e) {
      throw new CommandError("oracle: " + e.getMessage());
    }
  }

  private static void print(OracleSummary summary) {
    summary
        .tests()
        .forEach((extension, count) -> System.out.printf("%-16s %,12d%n", extension, count));
    System.out.printf(
        "%,d tests of %,d kinds of instructions in %.1f s (%,.0f per second): %,d mismatches, %,d given up%n",
        summary.total(),
        summary.shapes(),
        summary.seconds(),
        summary.total() / summary.seconds(),
        summary.mismatches(),
        summary.timeouts());
  }

  private int bits() {
    if (bits != 32 && bits != 64) {
      throw new CommandError("--bits " + bits + ": there are 32 and 64");
    }
    return bits;
  }

  private static long positive(String option, long value) {
    if (value <= 0) {
      throw new CommandError(option + " " + value + ": a positive number is needed");
    }
    return value;
  }

  private @Nullable Pattern pattern() {
    try {
      return only == null ? null : Pattern.compile(only, Pattern.CASE_INSENSITIVE);
    } catch (PatternSyntaxException e) {
      throw new CommandError("--only " + only + ": " + e.getDescription());
    }
  }

  private OracleEngine engine() {
    return switch (engine) {
      case "interpreter" -> OracleEngine.INTERPRETER;
      case "translator" -> OracleEngine.TRANSLATOR;
      case "both" -> OracleEngine.BOTH;
      default ->
          throw new CommandError(
              "--engine " + engine + ": there are interpreter, translator and both");
    };
  }
}
