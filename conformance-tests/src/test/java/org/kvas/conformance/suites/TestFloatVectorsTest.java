package org.kvas.conformance.suites;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.kvas.translator.x86.semantics.sse.Mxcsr;
import org.kvas.translator.x86.semantics.x87.FpuContext;
import org.kvas.translator.x86.semantics.x87.StatusWord;

/**
 * Kvas's floating-point arithmetic, without a guest, against the cases of Berkeley TestFloat: every
 * function, rounding mode and x87 precision, results, NaNs and exception flags.
 */
@Tag("long")
class TestFloatVectorsTest {
  private static final int X87_MASKS = 0x7f;

  /** Rounding modes in the order of the processor's numbers. */
  private static final List<String> ROUNDINGS = List.of("near_even", "min", "max", "minMag");

  /** x87 precisions in TestFloat's terms, by the number in the control word. */
  private static final Map<Integer, String> PRECISIONS = Map.of(0, "32", 2, "64", 3, "80");

  private static final List<String> WITH_PRECISION =
      List.of("extF80_add", "extF80_sub", "extF80_mul", "extF80_div", "extF80_sqrt");

  private final FloatFunction.Units units =
      new FloatFunction.Units(new FpuContext(), new BareState());

  @TestFactory
  Stream<DynamicTest> functions() throws Exception {
    Path generator = SuiteBuild.folder().resolve("testfloat_gen");
    return FloatFunction.all().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> check(generator, entry.getKey(), entry.getValue())));
  }

  private void check(Path generator, String name, FloatFunction function) throws IOException {
    String base = name.replaceFirst("/.*", "");
    for (int rounding = 0; rounding < ROUNDINGS.size(); rounding++) {
      for (int precision : WITH_PRECISION.contains(base) ? List.of(0, 2, 3) : List.of(3)) {
        List<String> options =
            List.of(
                "-tininessafter",
                "-exact",
                "-r" + ROUNDINGS.get(rounding),
                "-precision" + PRECISIONS.get(precision),
                base);
        check(generator, options, function, rounding, precision);
      }
    }
  }

  private void check(
      Path generator, List<String> options, FloatFunction function, int rounding, int precision)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(generator.toString(), "-level", "1"));
    command.addAll(options);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    long cases = 0;
    try (BufferedReader rows = process.inputReader()) {
      for (String row; (row = rows.readLine()) != null; cases++) {
        String[] fields = row.split(" ");
        String[] operands = Arrays.copyOf(fields, fields.length - 2);
        String found = compute(function, operands, rounding, precision, 0);
        String expected = fields[fields.length - 2] + " " + fields[fields.length - 1];
        if (!found.equals(expected)) {
          assertThat(found).as(options + ": " + row).isEqualTo(expected);
        }
        // With the precision exception noted before, SSE may take shorter ways.
        String again = compute(function, operands, rounding, precision, Mxcsr.PRECISION);
        if (!again.startsWith(fields[fields.length - 2] + " ")) {
          assertThat(again).as("PE set, " + options + ": " + row).isEqualTo(expected);
        }
      }
    } finally {
      process.destroy();
    }
    assertThat(cases).as(options.toString()).isPositive();
  }

  /** The result and TestFloat's flags. */
  private String compute(
      FloatFunction function, String[] operands, int rounding, int precision, int noted) {
    units.x87().begin(X87_MASKS | precision << 8 | rounding << 10);
    units.sse().mxcsr = Mxcsr.MASKS | rounding << Mxcsr.ROUNDING_SHIFT | noted;
    String result = function.apply(units, operands);
    int raised = (units.x87().flags | units.sse().mxcsr & ~noted) & StatusWord.EXCEPTIONS;
    return result + " %02X".formatted(inTestFloatsOrder(raised));
  }

  /**
   * Inexact 1, underflow 2, overflow 4, division by zero 8, invalid 16; denormals are not noted.
   */
  private static int inTestFloatsOrder(int raised) {
    int flags = 0;
    int[] order = {
      Mxcsr.PRECISION, Mxcsr.UNDERFLOW, Mxcsr.OVERFLOW, Mxcsr.ZERO_DIVIDE, Mxcsr.INVALID
    };
    for (int i = 0; i < order.length; i++) {
      flags |= (raised & order[i]) != 0 ? 1 << i : 0;
    }
    return flags;
  }
}
