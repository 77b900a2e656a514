package org.kvas.conformance.suites;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.kvas.conformance.Checkout;
import org.kvas.runtime.guest.CacheFolder;

/**
 * The programs of the suites, built on this machine from their authors' sources by {@code
 * conformance-tests/suites/build.sh}, and what they say on its processor. They are kept in the
 * user's cache until the scripts or the processor change.
 */
final class SuiteBuild {
  private static final long MINUTES = 60;

  private SuiteBuild() {}

  /** The folder with one folder for each architecture. */
  static synchronized Path folder() throws IOException, InterruptedException {
    Path scripts = scripts();
    Path folder = CacheFolder.of(System.getenv(), "conformance").resolve("suites");
    Path stamp = folder.resolve("built-from");
    String state = state(scripts);
    if (!Files.exists(stamp) || !Files.readString(stamp).equals(state)) {
      Files.createDirectories(folder);
      Files.deleteIfExists(stamp);
      build(scripts.resolve("build.sh"), folder);
      Files.writeString(stamp, state);
    }
    return folder;
  }

  /** The folder of the scripts. */
  static Path scripts() {
    return Checkout.root().resolve("conformance-tests/suites");
  }

  private static void build(Path script, Path folder) throws IOException, InterruptedException {
    Path log = folder.resolve("build.log");
    Process process =
        new ProcessBuilder(script.toString(), folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      process.destroyForcibly();
    }
    if (!ended || process.exitValue() != 0) {
      throw new AssertionError("The suites cannot be built:\n" + Files.readString(log));
    }
  }

  /** The scripts' text, and the processor that the programs were run on. */
  private static String state(Path scripts) throws IOException {
    StringBuilder state = new StringBuilder();
    try (Stream<Path> files = Files.walk(scripts)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        state.append(Files.readString(file, StandardCharsets.UTF_8));
      }
    }
    Path processor = Path.of("/proc/cpuinfo");
    List<String> lines = Files.exists(processor) ? Files.readAllLines(processor) : List.of();
    lines.stream().filter(line -> line.startsWith("flags")).findFirst().ifPresent(state::append);
    return state.toString();
  }
}
