package org.kvas.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kvas.benchmarks.report.Measurement;

/**
 * Times whole guests from power-on to power-off in Kvas and, where it is installed, in QEMU without
 * hardware virtualization, in turn. The guest is Debian's cloud kernel with busybox, which {@code
 * ./kvas run} fetches; its init does the work and powers off.
 */
final class WholeGuests {
  private static final String DONE = "42-done";
  private static final int PATIENCE_MINUTES = 10;

  private final Path root;
  private final Path guest;
  private final int runs;

  /**
   * @param root of Kvas's sources
   * @param guest folder with {@code vmlinuz} and {@code initrd}
   */
  WholeGuests(Path root, Path guest, int runs) {
    this.root = root;
    this.guest = guest;
    this.runs = runs;
  }

  /** Where {@code ./kvas run} keeps its guest; empty if it has not fetched one. */
  static Optional<Path> fetchedGuest(Map<String, String> environment) {
    String cache = environment.get("XDG_CACHE_HOME");
    Path folder =
        (cache == null ? Path.of(environment.getOrDefault("HOME", "/"), ".cache") : Path.of(cache))
            .resolve("kvas/debian");
    return Files.isReadable(folder.resolve("vmlinuz")) && Files.isReadable(folder.resolve("initrd"))
        ? Optional.of(folder)
        : Optional.empty();
  }

  private static Map<String, String> work() {
    Map<String, String> work = new LinkedHashMap<>();
    work.put("boot", "");
    work.put(
        "boot, SHA-256 of 32 MiB",
        "/bin/busybox head -c 33554432 /dev/zero | /bin/busybox sha256sum;");
    work.put(
        "boot, gzip and back",
        "/bin/busybox cat /bin/busybox /bin/busybox | /bin/busybox gzip | /bin/busybox gunzip | /bin/busybox md5sum;");
    work.put(
        "boot, 300 processes",
        "i=0; while [ $i -lt 300 ]; do /bin/busybox true; i=$((i+1)); done;");
    return work;
  }

  /** Medians in seconds; what does not complete is told and left out. */
  List<Measurement> run() throws IOException, InterruptedException {
    Map<String, List<String>> systems = new LinkedHashMap<>();
    systems.put("translator", List.of(root.resolve("kvas").toString(), "run"));
    systems.put(
        "interpreter", List.of(root.resolve("kvas").toString(), "run", "-accel", "interpreter"));
    systems.put("QEMU TCG", List.of("qemu-system-x86_64", "-accel", "tcg", "-cpu", "max"));
    List<Measurement> measurements = new ArrayList<>();
    for (Map.Entry<String, String> work : work().entrySet()) {
      Map<String, List<Double>> seconds = new LinkedHashMap<>();
      for (int run = 0; run < runs; run++) {
        for (Map.Entry<String, List<String>> system : systems.entrySet()) {
          System.err.printf("bench: %s, %s%n", work.getKey(), system.getKey());
          Double taken = seconds(system.getValue(), work.getValue());
          if (taken != null) {
            seconds.computeIfAbsent(system.getKey(), _ -> new ArrayList<>()).add(taken);
          }
        }
      }
      seconds.forEach(
          (system, taken) ->
              measurements.add(
                  new Measurement("Guest", work.getKey(), system, median(taken), 0, "s")));
    }
    return measurements;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((sorted.size() - 1) / 2);
  }

  /** Null where the guest did not come to its end, which is told. */
  private @Nullable Double seconds(List<String> start, String work)
      throws IOException, InterruptedException {
    String script = work + " /bin/busybox echo $((6*7))-done; /bin/busybox poweroff -f";
    List<String> command = new ArrayList<>(start);
    command.addAll(
        List.of(
            "-m",
            "256",
            "-nographic",
            "-no-reboot",
            "-kernel",
            guest.resolve("vmlinuz").toString(),
            "-initrd",
            guest.resolve("initrd").toString(),
            "-append",
            "console=ttyS0 quiet rdinit=/bin/busybox -- sh -c \"" + script + "\""));
    Path log = Files.createTempFile("kvas-bench", ".log");
    try {
      long before = System.nanoTime();
      Process process =
          new ProcessBuilder(command)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
      double taken = (System.nanoTime() - before) / 1e9;
      process.destroy();
      if (ended
          && Files.readString(log, java.nio.charset.StandardCharsets.ISO_8859_1).contains(DONE)) {
        return taken;
      }
      System.err.println("bench: " + start.getFirst() + " did not complete");
      return null;
    } catch (IOException e) {
      System.err.println("bench: " + start.getFirst() + " cannot be started");
      return null;
    } finally {
      Files.delete(log);
    }
  }
}
