package org.kvas.conformance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kvas.conformance.Checkout;

/** Small files, each package marked for nullness. */
class SourceFilesTest {
  private static final int MOST_LINES = 800;

  private static List<Path> sources(String part) throws IOException {
    try (Stream<Path> files = Files.walk(Checkout.root())) {
      return files
          .filter(file -> file.toString().contains(part) && file.toString().endsWith(".java"))
          .toList();
    }
  }

  private static int lines(Path file) {
    try {
      return Files.readAllLines(file).size();
    } catch (IOException e) {
      throw new AssertionError(file + " cannot be read", e);
    }
  }

  @Test
  void noFileIsLong() throws IOException {
    List<Path> sources = sources("/src/");
    assertThat(sources).isNotEmpty();
    assertThat(sources).filteredOn(file -> lines(file) > MOST_LINES).isEmpty();
  }

  @Test
  void mostFilesAreShort() throws IOException {
    List<Integer> lines =
        sources("/src/main/").stream().map(SourceFilesTest::lines).sorted().toList();
    assertThat(lines.get(lines.size() / 2)).as("median").isLessThanOrEqualTo(120);
    assertThat(lines.get(lines.size() * 9 / 10)).as("nine in ten").isLessThanOrEqualTo(350);
  }

  @Test
  void everyPackageIsNullMarked() throws IOException {
    List<Path> packages =
        sources("/src/main/java/org/").stream().map(Path::getParent).distinct().toList();
    assertThat(packages)
        .isNotEmpty()
        .allSatisfy(
            folder ->
                assertThat(folder.resolve("package-info.java")).content().contains("@NullMarked"));
  }
}
