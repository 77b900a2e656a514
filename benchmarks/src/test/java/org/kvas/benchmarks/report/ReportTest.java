package org.kvas.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** Runs that are kept, told and compared. */
class ReportTest {
  private static final Host HOST = new Host("A & B", 2, 1024, "an OS", "a JVM", "a QEMU");

  @TempDir Path folder;

  private static Measurement loop(String name, String system, double score, double error) {
    return new Measurement("Loop", name, system, score, error, "ns/op");
  }

  private static RecordedRun run(Measurement... measurements) {
    return new RecordedRun("2026-01-02", HOST, List.of(measurements));
  }

  @Test
  void aRunIsReadAsItWasWritten() throws IOException {
    RecordedRun run = run(loop("alu", "translator", 1.5, 0.1), loop("x87", "", 7, 0));
    Path file = folder.resolve("recorded.json");
    run.write(file);
    assertThat(RecordedRun.read(file)).isEqualTo(run);
    Files.writeString(file, "{");
    assertThatThrownBy(() -> RecordedRun.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not a recorded run");
    assertThatThrownBy(() -> RecordedRun.read(folder.resolve("none")))
        .hasMessageContaining("there is no recorded run");
  }

  @Test
  void onlyWhatIsBeyondNoiseIsARegression() {
    RecordedRun before =
        run(
            loop("a", "", 100, 1),
            loop("b", "", 100, 30),
            loop("c", "", 100, 1),
            loop("d", "", 1, 0));
    RecordedRun now =
        run(
            loop("a", "", 120, 1),
            loop("b", "", 120, 1),
            loop("c", "", 50, 1),
            loop("e", "", 9, 0));
    Comparison comparison = new Comparison(before, now);
    assertThat(comparison.hasRegressions()).isTrue();
    assertThat(comparison.text().lines())
        .anyMatch(line -> line.matches("SLOWER +Loop\\.a .*x 1\\.20"))
        .anyMatch(line -> line.matches("faster +Loop\\.c .*x 0\\.50"))
        .anyMatch(line -> line.equals("1 of 3 as in the run of 2026-01-02"))
        .hasSize(3);
    assertThat(new Comparison(before, before).hasRegressions()).isFalse();
  }

  @Test
  void whatWasNotMeasuredAgainStays() {
    RecordedRun updated =
        run(loop("a", "", 1, 0), loop("b", "", 2, 0)).updatedBy(run(loop("b", "", 3, 0)));
    assertThat(updated.measurements()).containsExactly(loop("a", "", 1, 0), loop("b", "", 3, 0));
  }

  @Test
  void theReportStandsBetweenItsMarks() throws Exception {
    Path document =
        Files.writeString(
            folder.resolve("benchmarks.md"),
            "before\n" + Report.BEGIN + "\nold\n" + Report.END + "\nafter\n");
    new Report(
            run(
                loop("alu", "translator", 1.5, 0),
                loop("alu", "interpreter", 33, 0),
                loop("<x87>", "interpreter", 80, 0)))
        .write(document);
    assertThat(Files.readString(document))
        .startsWith("before\n")
        .endsWith(Report.END + "\nafter\n")
        .doesNotContain("old")
        .contains("A & B, 2 cores")
        .contains("| alu | 1.50 | 33.0 |")
        .contains("| <x87> |  | 80.0 |")
        .contains("](benchmarks-loop.svg)");
    Document svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(
                new InputSource(
                    new StringReader(Files.readString(folder.resolve("benchmarks-loop.svg")))));
    assertThat(svg.getElementsByTagName("rect").getLength()).as("paper, legend, bars").isEqualTo(6);
    assertThat(svg.getDocumentElement().getTextContent())
        .contains("<x87>", "33.0", "less is better");
    Files.writeString(document, "no marks");
    assertThatThrownBy(() -> new Report(run()).write(document)).hasMessageContaining("no place");
  }
}
