package org.kvas.benchmarks.report;

/**
 * One figure of a run; less is better.
 *
 * @param group of what it belongs to: a class of benchmarks, or the whole guests
 * @param system what was measured: {@code translator}, {@code interpreter}, {@code QEMU TCG}, or
 *     empty where there is only one
 * @param error half the width of its confidence interval; 0 where it is not known
 */
public record Measurement(
    String group, String name, String system, double score, double error, String unit) {
  String key() {
    return group + "." + name + (system.isEmpty() ? "" : ", " + system);
  }
}
