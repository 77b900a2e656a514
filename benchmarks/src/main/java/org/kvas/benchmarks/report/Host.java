package org.kvas.benchmarks.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a run was measured on: figures say nothing without it.
 *
 * @param qemu its version, or that it is not installed
 */
public record Host(
    String processor, int cores, long mebibytes, String system, String java, String qemu) {

  /** This machine. */
  public static Host current() {
    return new Host(
        value("/proc/cpuinfo", "model name").orElse(String.valueOf(System.getProperty("os.arch"))),
        Runtime.getRuntime().availableProcessors(),
        value("/proc/meminfo", "MemTotal")
            .map(text -> Long.parseLong(text.replaceAll("\\D", "")) >> 10)
            .orElse(0L),
        value("/etc/os-release", "PRETTY_NAME")
            .map(text -> text.replace("\"", ""))
            .orElse(String.valueOf(System.getProperty("os.name"))),
        System.getProperty("java.vm.vendor") + " " + System.getProperty("java.vm.version"),
        version("qemu-system-x86_64"));
  }

  private static Optional<String> value(String file, String key) {
    try {
      return Files.readString(Path.of(file))
          .lines()
          .filter(line -> line.startsWith(key))
          .map(line -> line.split("[:=]", 2)[1].strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String version(String program) {
    try {
      Process process = new ProcessBuilder(program, "--version").start();
      String line =
          new String(process.getInputStream().readAllBytes(), UTF_8).lines().findFirst().orElse("");
      process.waitFor();
      return line;
    } catch (IOException e) {
      return "not installed";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
