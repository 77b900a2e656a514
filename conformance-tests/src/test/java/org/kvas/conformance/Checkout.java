package org.kvas.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder that this project's sources are in. */
public final class Checkout {
  private Checkout() {}

  public static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("kvas"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  /** The launcher and all that it builds, without anything built. */
  public static Path copyTo(Path target) throws IOException {
    Path root = root();
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> wanted =
          files
              .filter(Files::isRegularFile)
              .filter(
                  file -> {
                    String path = root.relativize(file).toString();
                    return path.equals("kvas")
                        || path.endsWith("pom.xml")
                        || path.contains("/src/main/") && !path.contains("target/");
                  })
              .toList();
      for (Path file : wanted) {
        Path to = target.resolve(root.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
    return target;
  }
}
