package org.kvas.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvas.benchmarks.report.Host;
import org.xml.sax.InputSource;

/** Runs that are taken down, kept and told. */
class SoakReportTest {
  private static final SoakRun RUN =
      new SoakRun(
          "2026-01-02",
          new Host("a processor", 2, 1024, "an OS", "a JVM", "none"),
          IntStream.range(0, 30)
              .mapToObj(i -> JudgementTest.work(i, i / 5, 8_000, 0, "sum"))
              .toList(),
          IntStream.range(0, 30).mapToObj(i -> JudgementTest.sample(i, i / 5, 6000 + i)).toList(),
          "");

  @TempDir Path folder;

  @Test
  void aRunIsReadAsItWasWritten() throws IOException {
    Path file = folder.resolve("soak.json");
    RUN.write(file);
    assertThat(SoakRun.read(file)).isEqualTo(RUN);
    Files.writeString(file, "[");
    assertThatThrownBy(() -> SoakRun.read(file)).hasMessageContaining("is not a recorded soak");
    assertThatThrownBy(() -> SoakRun.read(folder.resolve("none")))
        .hasMessageContaining("there is no recorded run");
  }

  @Test
  void theDocumentHasFiguresAndCharts() throws Exception {
    Path document = folder.resolve("soak.md");
    new SoakReport(RUN, new Judgement(RUN)).write(document);
    assertThat(Files.readString(document))
        .contains("29 minutes, 6 boots, 30 rounds")
        .contains("**Neither slower nor larger.**")
        .contains("| python | 25 | 8.00 (4.00) | 8.00 (4.00) | 1.00 (1.00) |")
        .contains("| code cache, MiB | 100 | 100 | 1.00 |")
        .contains("20 regions were translated and 10 dropped, 10 are in use");
    for (String chart : List.of("soak-time.svg", "soak-memory.svg", "soak-classes.svg")) {
      String svg = Files.readString(folder.resolve(chart));
      assertThat(Files.readString(document)).contains("(" + chart + ")");
      var root =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(svg)))
              .getDocumentElement();
      assertThat(root.getElementsByTagName("polyline").getLength()).isPositive();
    }
  }

  @Test
  void worksAreTakenFromTheGuestsLines() {
    SoakRecorder recorder = new SoakRecorder(1);
    recorder.take("boot 9500 0 none", line(12_000, 7_000));
    recorder.take("compile 8000 0 1f", line(20_000, 11_000));
    recorder.take("round", line(20_500, 11_100));
    recorder.take("python 3000 1 2f", line(24_000, 12_100));
    recorder.take("reboot", line(24_100, 12_200));
    recorder.take("boot 9000 0 none", line(30_100, 15_200));
    recorder.take("what is this line", line(31_000, 16_000));
    assertThat(recorder.works())
        .extracting(Work::boot, Work::kind, Work::cpuMillis, Work::vcpuMillis, Work::status)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(0, "boot", 12_000L, 7_000L, 0),
            org.assertj.core.groups.Tuple.tuple(0, "compile", 8_000L, 4_000L, 0),
            org.assertj.core.groups.Tuple.tuple(0, "python", 3_500L, 1_000L, 1),
            org.assertj.core.groups.Tuple.tuple(1, "boot", 6_000L, 3_000L, 0));
  }

  private static ConsoleLine line(long cpuMillis, long vcpuMillis) {
    return new ConsoleLine("", System.nanoTime(), new ProcessTimes(cpuMillis, vcpuMillis));
  }

  @Test
  void theMonitorsCountersAreRead() {
    assertThat(
            JitCounters.of(
                """
                regions   1,558 in use; 1,611 translated in 6,908 ms, of which 0 await HotSpot's code
                          dropped: 53 rewritten, 2 evicted, 0 replaced
                """))
        .isEqualTo(new JitCounters(1558, 1611, 53, 2));
    assertThatThrownBy(() -> JitCounters.of("unknown"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void thisProcessesTimesAreRead() {
    long before = ProcessTimes.of(ProcessHandle.current().pid()).all();
    long end = System.nanoTime() + 10_000_000_000L;
    while (ProcessTimes.of(ProcessHandle.current().pid()).all() < before + 50) {
      assertThat(System.nanoTime()).isLessThan(end);
    }
    assertThat(ProcessTimes.of(Long.MAX_VALUE)).isEqualTo(new ProcessTimes(0, 0));
  }

  @Test
  void optionsAreUnderstoodOrRefused() {
    SoakOptions options = SoakOptions.parse(new String[] {"f", "0.5", "--record"});
    assertThat(options.hours()).isEqualTo(0.5);
    assertThat(options.record()).isTrue();
    assertThat(SoakOptions.parse(new String[] {"f"}).hours()).isEqualTo(2);
    refused("--image and --kernel go together", "f", "--image", "x");
    refused("a number of hours", "f", "0");
    refused("--hours: there are", "f", "--hours");
    refused("--from needs a file", "f", "--from");
  }

  private static void refused(String reason, String... arguments) {
    assertThatThrownBy(() -> SoakOptions.parse(arguments))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }
}
