package org.kvas.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Horizontal bars in groups, as SVG that a browser shows in its light and dark themes alike. Bars
 * grow with the value, or with its logarithm; the value stands behind each.
 */
final class BarChart {
  private static final int WIDTH = 860;
  private static final int LABELS = 240;
  private static final int VALUES = 90;
  private static final int BAR = 15;
  private static final int GAP = 12;
  private static final int TOP = 76;
  private static final int LEGEND = 52;
  private static final List<String> COLOURS = List.of("#1f77b4", "#ff9f43", "#8a8f98", "#2ca02c");

  /**
   * @param values in the order of the chart's series; NaN where there is none
   */
  record Group(String label, List<Double> values) {
    Group {
      values = List.copyOf(values);
    }
  }

  private final String title;
  private final String unit;
  private final List<String> series;
  private final boolean logarithmic;
  private final List<Group> groups = new ArrayList<>();

  BarChart(String title, String unit, List<String> series, boolean logarithmic) {
    this.title = title;
    this.unit = unit;
    this.series = List.copyOf(series);
    this.logarithmic = logarithmic;
  }

  void add(Group group) {
    groups.add(group);
  }

  String svg() {
    int groupHeight = series.size() * BAR + GAP;
    int height = TOP + groups.size() * groupHeight + GAP;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" font-family="sans-serif" font-size="13">
        <rect width="100%%" height="100%%" rx="8" fill="#ffffff"/>
        <text x="16" y="28" font-size="17" font-weight="bold" fill="#222222">%3$s</text>
        """
            .formatted(WIDTH, height, escaped(title)));
    legend(svg);
    double smallest = extreme(true);
    double largest = extreme(false);
    for (int i = 0; i < groups.size(); i++) {
      group(svg, groups.get(i), TOP + i * groupHeight, smallest, largest);
    }
    return svg.append("</svg>\n").toString();
  }

  private void legend(StringBuilder svg) {
    int x = 16;
    for (int i = 0; i < series.size(); i++) {
      svg.append(
          "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>\n"
              .formatted(x, LEGEND - 10, COLOURS.get(i)));
      svg.append(
          "<text x=\"%d\" y=\"%d\" fill=\"#222222\">%s</text>\n"
              .formatted(x + 18, LEGEND, escaped(series.get(i))));
      x += 34 + 8 * series.get(i).length();
    }
    svg.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#666666\">%s</text>\n"
            .formatted(
                WIDTH - 16,
                LEGEND,
                escaped(unit + (logarithmic ? ", logarithmic" : "") + ", less is better")));
  }

  private double extreme(boolean least) {
    var values =
        groups.stream()
            .flatMap(group -> group.values.stream())
            .mapToDouble(Double::doubleValue)
            .filter(value -> value > 0);
    return (least ? values.min() : values.max()).orElse(1);
  }

  private void group(StringBuilder svg, Group group, int y, double smallest, double largest) {
    svg.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#222222\">%s</text>\n"
            .formatted(LABELS - 10, y + series.size() * BAR / 2 + 5, escaped(group.label)));
    for (int i = 0; i < group.values.size(); i++) {
      double value = group.values.get(i);
      if (Double.isNaN(value)) {
        continue;
      }
      int width =
          Math.max(
              2, (int) Math.round((WIDTH - LABELS - VALUES) * share(value, smallest, largest)));
      svg.append(
          "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\" fill=\"%s\"/>\n"
              .formatted(LABELS, y + i * BAR, width, BAR - 2, COLOURS.get(i)));
      svg.append(
          "<text x=\"%d\" y=\"%d\" font-size=\"12\" fill=\"#444444\">%s</text>\n"
              .formatted(LABELS + width + 6, y + i * BAR + 11, number(value)));
    }
  }

  /** Of the full width; on the logarithmic scale the smallest value has a tenth of a decade. */
  private double share(double value, double smallest, double largest) {
    if (!logarithmic) {
      return value / largest;
    }
    double origin = Math.log10(smallest) - 0.1;
    return (Math.log10(value) - origin) / (Math.log10(largest) - origin);
  }

  static String number(double value) {
    String format = value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f";
    return String.format(Locale.ROOT, format, value);
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
