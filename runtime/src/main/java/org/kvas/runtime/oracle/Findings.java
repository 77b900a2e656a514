package org.kvas.runtime.oracle;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.kvas.runtime.oracle.Comparison.Difference;
import org.kvas.runtime.oracle.Oracle.Contender;
import org.kvas.translator.x86.decode.Disassembler;

/** Mismatches: counted all, told once for each kind, as small as they can be made. */
final class Findings {
  private static final int MOST_TOLD = 300;

  private final NativeProcessor host;
  private final Comparison comparison;
  private final Consumer<String> report;
  private final Set<String> kinds = new HashSet<>();
  private final Disassembler disassembler = new Disassembler();
  private final boolean repeats;
  private long count;
  private long disturbed;

  /**
   * @param repeats whether the host does a test again before what it did is believed
   */
  Findings(NativeProcessor host, Comparison comparison, boolean repeats, Consumer<String> report) {
    this.host = host;
    this.repeats = repeats;
    this.comparison = comparison;
    this.report = report;
  }

  long count() {
    return count;
  }

  /** Tests that the host did as the engines did once they were repeated. */
  long disturbed() {
    return disturbed;
  }

  private boolean isNew(String kind) {
    count++;
    return kinds.size() < MOST_TOLD && kinds.add(kind);
  }

  /** A difference in memory that no record holds. */
  void outside(Contender contender, Batch batch) {
    if (isNew(contender.name() + " outside")) {
      report.accept(
          contender.name()
              + ": memory outside the window differs after a batch from "
              + title(batch.groups.getFirst().test()));
    }
  }

  /**
   * @param initial the state that a test started from
   * @param actual what came of it on the host
   * @param emulated what came of it in an engine
   */
  void consider(
      Contender contender,
      TestInstruction test,
      MemorySegment initial,
      MemorySegment actual,
      MemorySegment emulated)
      throws IOException {
    List<Difference> found = comparison.differences(test, actual, emulated);
    if (found.isEmpty()) {
      return;
    }
    Shrinking shrinking = new Shrinking(host, contender.processor(), comparison, test, initial);
    if (repeats && shrinking.differences().isEmpty()) {
      disturbed++;
      return;
    }
    if (!isNew(kind(test, found))) {
      return;
    }
    StringBuilder text = new StringBuilder(title(test));
    text.append("\n  ").append(contender.name()).append(", ").append(test.shape());
    for (Difference difference : shrinking.shrink(found)) {
      text.append("\n    ").append(difference);
    }
    text.append("\n  ").append(new Reproducer(test, shrinking.state()).line());
    report.accept(text.toString());
  }

  private static String kind(TestInstruction test, List<Difference> found) {
    return test.shape().mnemonic()
        + found.stream()
            .map(difference -> difference.field().kind())
            .distinct()
            .sorted()
            .collect(Collectors.joining(" "));
  }

  private String title(TestInstruction test) {
    return HexFormat.of().formatHex(test.bytes())
        + "  "
        + disassembler.disassemble(test.decoded(), SharedArea.INSTRUCTION_ADDRESS);
  }
}
