package org.kvas.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines over time, as SVG that a browser shows in its light and dark themes alike. */
public final class LineChart {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 360;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 76;
  private static final int BOTTOM = 44;
  private static final int LEGEND = 52;
  private static final int TICKS = 5;
  private static final List<String> COLOURS =
      List.of("#1f77b4", "#ff9f43", "#2ca02c", "#d62728", "#9467bd", "#8a8f98");

  /** A place on a line. */
  public record Point(double x, double y) {}

  private record Line(String name, List<Point> points) {}

  private final String title;
  private final String xUnit;
  private final String yUnit;
  private final List<Line> lines = new ArrayList<>();

  public LineChart(String title, String xUnit, String yUnit) {
    this.title = title;
    this.xUnit = xUnit;
    this.yUnit = yUnit;
  }

  /** Six at most can be told apart. */
  public void add(String name, List<Point> points) {
    lines.add(new Line(name, List.copyOf(points)));
  }

  /** Both axes begin at zero. */
  public String svg() {
    double right = step(largest(true)) * TICKS;
    double top = step(largest(false)) * TICKS;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" font-family="sans-serif" font-size="13">
        <rect width="100%%" height="100%%" rx="8" fill="#ffffff"/>
        <text x="16" y="28" font-size="17" font-weight="bold" fill="#222222">%3$s</text>
        """
            .formatted(WIDTH, HEIGHT, BarChart.escaped(title)));
    axes(svg, right, top);
    int x = 16;
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      String colour = COLOURS.get(i % COLOURS.size());
      svg.append(
          "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>\n"
              .formatted(x, LEGEND - 10, colour));
      text(svg, x + 18, LEGEND, "start", line.name);
      x += 34 + 8 * line.name.length();
      svg.append(
          "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" points=\"".formatted(colour));
      for (Point point : line.points) {
        svg.append(
            String.format(
                Locale.ROOT,
                "%.1f,%.1f ",
                LEFT + point.x / right * (WIDTH - LEFT - RIGHT),
                HEIGHT - BOTTOM - point.y / top * (HEIGHT - TOP - BOTTOM)));
      }
      svg.append("\"/>\n");
    }
    return svg.append("</svg>\n").toString();
  }

  private double largest(boolean ofX) {
    return lines.stream()
        .flatMap(line -> line.points.stream())
        .mapToDouble(point -> ofX ? point.x : point.y)
        .max()
        .orElse(1);
  }

  /** The least 1, 2, 2.5 or 5 times a power of ten of which {@link #TICKS} reach a value. */
  static double step(double largest) {
    double least = Math.max(largest, 1e-9) / TICKS;
    double decade = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 2.5, 5}) {
      if (factor * decade >= least) {
        return factor * decade;
      }
    }
    return 10 * decade;
  }

  private void axes(StringBuilder svg, double right, double top) {
    for (int i = 0; i <= TICKS; i++) {
      int y = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * i / TICKS;
      svg.append(
          "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#dddddd\"/>\n"
              .formatted(LEFT, y, WIDTH - RIGHT, y));
      text(svg, LEFT - 8, y + 5, "end", number(top * i / TICKS));
      text(
          svg,
          LEFT + (WIDTH - LEFT - RIGHT) * i / TICKS,
          HEIGHT - BOTTOM + 18,
          i == TICKS ? "end" : "middle",
          number(right * i / TICKS));
    }
    text(svg, WIDTH - RIGHT, LEGEND, "end", yUnit);
    text(svg, (WIDTH + LEFT) / 2, HEIGHT - 8, "middle", xUnit);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%.2f", value);
  }

  private static void text(StringBuilder svg, int x, int y, String anchor, String text) {
    svg.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"#444444\">%s</text>\n"
            .formatted(x, y, anchor, BarChart.escaped(text)));
  }
}
