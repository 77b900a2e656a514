package org.kvas.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.kvas.benchmarks.report.LineChart;
import org.kvas.benchmarks.report.LineChart.Point;

/** A run for people: a Markdown document with tables, and charts beside it. */
final class SoakReport {
  private static final double MEBIBYTE = 1 << 20;

  private final SoakRun run;
  private final Judgement judgement;

  SoakReport(SoakRun run, Judgement judgement) {
    this.run = run;
    this.judgement = judgement;
  }

  void write(Path document) throws IOException {
    Path beside = document.toAbsolutePath();
    Files.writeString(beside.resolveSibling("soak-time.svg"), times().svg());
    Files.writeString(beside.resolveSibling("soak-memory.svg"), memory().svg());
    Files.writeString(beside.resolveSibling("soak-classes.svg"), classes().svg());
    Files.writeString(document, text());
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    add(
        text,
        """
        # Hours of mixed work in one VM
        `./dev soak [HOURS]` (2 by default) runs one VM with 768 MiB and one processor. Its guest, Debian's cloud kernel with a
        C compiler, Python, Perl and busybox on a RAM disk, does rounds of work: compiles a program with `gcc -O2` and runs it,
        a Python program, a Perl program, `gzip`, `sort` and `sha256sum` on a text, and 300 processes; after %d rounds it reboots,
        in the same VM. Each work must succeed and write the same as the time before. Every round the VM's JVM is looked into.
        `./dev soak` ends with 0 if nothing became slower or larger by more than a tenth. `--record` writes this document;
        `--image FILE --kernel FILE` take a RAM disk with these programs in place of Debian's packages, which are fetched by name.

        Measured on %s: %s, %d cores, %d MiB, %s; %s. %.0f minutes, %d boots, %d rounds.

        """,
        SoakRecorder.ROUNDS_IN_A_BOOT,
        run.date(),
        run.host().processor(),
        run.host().cores(),
        run.host().mebibytes(),
        run.host().system(),
        run.host().java(),
        run.minutes(),
        run.works().isEmpty() ? 0 : run.works().getLast().boot() + 1,
        run.samples().size());
    List<String> findings = judgement.findings();
    if (findings.isEmpty()) {
      text.append("**Neither slower nor larger.**\n");
    } else {
      findings.forEach(finding -> text.append("- **").append(finding).append("**\n"));
    }
    speed(text);
    size(text);
    return text.toString();
  }

  private void speed(StringBuilder text) {
    text.append(
        """

        ## Time
        CPU time of the VM's process, translation and HotSpot's compilers among it; medians, without the first boot, which is
        warm-up. In brackets the thread that runs the processor. Other work on the host makes it more, by a third and over, so
        every round has a fixed computation outside the VM beside it, and what that became slower by is no finding.
        ![CPU time of each work](soak-time.svg)

        | seconds of CPU time | times | first third | last third | last / first |
        |---|---|---|---|---|
        """);
    List<Judgement.Speed> ofProcessor = judgement.speeds(Work::vcpuMillis);
    List<Judgement.Speed> speeds = judgement.speeds();
    for (int i = 0; i < speeds.size(); i++) {
      Judgement.Speed speed = speeds.get(i);
      Judgement.Speed processor = ofProcessor.get(i);
      add(
          text,
          "| %s | %d | %.2f (%.2f) | %.2f (%.2f) | %.2f (%.2f) |\n",
          speed.kind(),
          speed.count(),
          speed.first(),
          processor.first(),
          speed.last(),
          processor.last(),
          speed.ratio(),
          processor.ratio());
    }
    OptionalDouble host = judgement.hostRatio();
    if (host.isPresent()) {
      add(text, "\nThe computation outside the VM: last / first %.2f.\n", host.getAsDouble());
    } else {
      text.append("\nThis run had no computation outside the VM beside it.\n");
    }
  }

  private void size(StringBuilder text) {
    text.append(
        """

        ## Memory
        Hidden classes of translated code are unloaded when nothing uses them, at the next full collection. Resident memory has
        what the guest has touched of its own in it, and each boot of Linux touches other pages.
        ![Memory](soak-memory.svg)
        ![Classes](soak-classes.svg)

        | | most in the first two thirds | most in the last third | last / before |
        |---|---|---|---|
        """);
    for (Judgement.Size size : judgement.sizes()) {
      add(
          text,
          "| %s | %,.0f | %,.0f | %.2f |\n",
          size.name(),
          size.before(),
          size.last(),
          size.ratio());
    }
    if (!run.samples().isEmpty()) {
      Sample last = run.samples().getLast();
      add(
          text,
          "\nAt the end: %,d classes were unloaded; code cache by segment:",
          last.unloadedClasses());
      last.codeCache()
          .forEach((segment, bytes) -> add(text, " %s %.1f MiB;", segment, bytes / MEBIBYTE));
      add(
          text,
          " since the last reboot %,d regions were translated and %,d dropped, %,d are in use.\n",
          last.jit().translated(),
          last.jit().rewritten() + last.jit().evicted(),
          last.jit().inUse());
    }
  }

  private static void add(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values));
  }

  private LineChart times() {
    LineChart chart = new LineChart("CPU time of each work", "minutes", "seconds");
    for (String kind : judgement.kinds()) {
      chart.add(
          kind,
          run.works().stream()
              .filter(work -> work.kind().equals(kind))
              .map(work -> new Point(work.minute(), work.cpuMillis() / 1000.0))
              .toList());
    }
    return chart;
  }

  private LineChart memory() {
    LineChart chart = new LineChart("What the VM's process holds", "minutes", "MiB");
    chart.add("resident", points(sample -> sample.resident() / MEBIBYTE));
    chart.add("code cache", points(sample -> sample.allCode() / MEBIBYTE));
    chart.add("metaspace", points(sample -> sample.metaspace() / MEBIBYTE));
    chart.add("heap after a full collection", points(sample -> sample.heap() / MEBIBYTE));
    return chart;
  }

  private LineChart classes() {
    LineChart chart = new LineChart("Classes", "minutes", "count");
    chart.add("loaded", points(Sample::loadedClasses));
    chart.add("unloaded since the start", points(Sample::unloadedClasses));
    chart.add("regions in use", points(sample -> sample.jit().inUse()));
    return chart;
  }

  private List<Point> points(ToDoubleFunction<Sample> quantity) {
    return run.samples().stream()
        .map(sample -> new Point(sample.minute(), quantity.applyAsDouble(sample)))
        .toList();
  }
}
