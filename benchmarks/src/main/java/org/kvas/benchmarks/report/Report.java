package org.kvas.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A recorded run for people: charts, and the part of a Markdown document between two marks. */
public final class Report {
  static final String BEGIN = "<!-- begin of what ./dev bench --record writes -->";
  static final String END = "<!-- end of what ./dev bench --record writes -->";
  private static final List<String> SYSTEMS = List.of("translator", "interpreter", "QEMU TCG");

  private final RecordedRun run;

  public Report(RecordedRun run) {
    this.run = run;
  }

  /** Draws the charts beside the document, and puts tables and charts into it. */
  public void write(Path document) throws IOException {
    StringBuilder text = new StringBuilder(BEGIN + "\n");
    text.append(
        "Measured on %s: %s, %d cores, %d MiB, %s; %s; %s.\n"
            .formatted(
                run.date(),
                run.host().processor(),
                run.host().cores(),
                run.host().mebibytes(),
                run.host().system(),
                run.host().java(),
                run.host().qemu()));
    for (String group : groups()) {
      String file =
          "benchmarks-" + group.toLowerCase(java.util.Locale.ROOT).replace(' ', '-') + ".svg";
      Files.writeString(document.toAbsolutePath().resolveSibling(file), chart(group).svg());
      text.append("\n### %s\n![%s](%s)\n\n".formatted(title(group), title(group), file));
      table(group, text);
    }
    Files.writeString(document, replaced(Files.readString(document), text.append(END).toString()));
  }

  private static String replaced(String document, String part) throws IOException {
    int begin = document.indexOf(BEGIN);
    int end = document.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException("the document has no place for the report, between two marks");
    }
    return document.substring(0, begin) + part + document.substring(end + END.length());
  }

  private Set<String> groups() {
    Set<String> groups = new LinkedHashSet<>();
    run.measurements().forEach(measurement -> groups.add(measurement.group()));
    return groups;
  }

  private static String title(String group) {
    return switch (group) {
      case "Loop" -> "A round of a program's loop";
      case "System" -> "What an operating system causes";
      case "Guest" -> "Whole guests, from power-on to power-off";
      case "Translation" -> "What a translation costs";
      case "Block" -> "The interpreter's blocks";
      case "Decoder" -> "The decoder";
      default -> group;
    };
  }

  private List<String> systems(String group) {
    Set<String> present = new LinkedHashSet<>();
    run.measurements().stream()
        .filter(measurement -> measurement.group().equals(group))
        .forEach(measurement -> present.add(measurement.system()));
    List<String> ordered = SYSTEMS.stream().filter(present::contains).toList();
    return ordered.isEmpty() ? List.copyOf(present) : ordered;
  }

  private List<String> names(String group) {
    return run.measurements().stream()
        .filter(measurement -> measurement.group().equals(group))
        .map(Measurement::name)
        .distinct()
        .toList();
  }

  private double score(String group, String name, String system) {
    return run.measurements().stream()
        .filter(m -> m.group().equals(group) && m.name().equals(name) && m.system().equals(system))
        .mapToDouble(Measurement::score)
        .findFirst()
        .orElse(Double.NaN);
  }

  private String unit(String group) {
    return run.measurements().stream()
        .filter(measurement -> measurement.group().equals(group))
        .map(Measurement::unit)
        .findFirst()
        .orElse("");
  }

  BarChart chart(String group) {
    List<String> systems = systems(group);
    double[] scores =
        run.measurements().stream()
            .filter(measurement -> measurement.group().equals(group))
            .mapToDouble(Measurement::score)
            .toArray();
    boolean wide =
        Arrays.stream(scores).max().orElse(1) > 20 * Arrays.stream(scores).min().orElse(1);
    List<String> series = systems.equals(List.of("")) ? List.of("Kvas") : systems;
    BarChart chart = new BarChart(title(group), unit(group), series, wide);
    for (String name : names(group)) {
      chart.add(
          new BarChart.Group(
              name, systems.stream().map(system -> score(group, name, system)).toList()));
    }
    return chart;
  }

  private void table(String group, StringBuilder text) {
    List<String> systems = systems(group);
    text.append("| %s |".formatted(unit(group)));
    systems.forEach(system -> text.append(" %s |".formatted(system.isEmpty() ? "Kvas" : system)));
    text.append("\n|---|").append("---|".repeat(systems.size())).append('\n');
    for (String name : names(group)) {
      text.append("| %s |".formatted(name));
      for (String system : systems) {
        double score = score(group, name, system);
        text.append(" %s |".formatted(Double.isNaN(score) ? "" : BarChart.number(score)));
      }
      text.append('\n');
    }
  }
}
