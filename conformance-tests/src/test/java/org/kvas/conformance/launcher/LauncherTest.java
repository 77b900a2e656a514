package org.kvas.conformance.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvas.conformance.Checkout;

/** The shell script {@code kvas}. */
@Timeout(600)
class LauncherTest {
  private static final String WHERE = "--where-is-the-jdk";
  private static final Pattern DONT_INLINE = Pattern.compile("=dontinline,(\\S+)");

  @TempDir Path folder;

  private record Outcome(int status, String output, String error) {}

  private static Path script() {
    return Checkout.root().resolve("kvas");
  }

  private Outcome run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path error = Files.createTempFile(folder, "error", null);
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(error.toFile());
    builder.environment().remove("JAVA_HOME");
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Outcome(process.exitValue(), output, Files.readString(error));
  }

  private Path jdk(String version) throws IOException {
    Path home = folder.resolve("jdk-" + version);
    Files.createDirectories(home.resolve("bin"));
    for (String tool : List.of("java", "javac")) {
      assertThat(Files.createFile(home.resolve("bin").resolve(tool)).toFile().setExecutable(true))
          .isTrue();
    }
    Files.writeString(
        home.resolve("release"),
        "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\nOS_NAME=\"y\"\n");
    return home;
  }

  @ParameterizedTest
  @ValueSource(strings = {"25", "25.0.3", "26-ea", "100.1"})
  void jdkOfJavaHomeIsTaken(String version) throws Exception {
    Path home = jdk(version);
    Outcome outcome =
        run(Map.of("JAVA_HOME", home.toString()), List.of(script().toString(), WHERE));
    assertThat(outcome).isEqualTo(new Outcome(0, home + "\n", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"24.0.2", "17.0.15", "1.8.0_202", ""})
  void oldJdkIsPassedOver(String version) throws Exception {
    Path home = jdk(version);
    Outcome outcome =
        run(Map.of("JAVA_HOME", home.toString()), List.of(script().toString(), WHERE));
    assertThat(outcome.output()).isNotEqualTo(home + "\n");
  }

  /** HotSpot says nothing of a name that is none. */
  @Test
  void whatIsToStayACallExists() throws Exception {
    Outcome options = run(Map.of(), List.of(script().toString(), "--jvm-options"));
    List<String> methods =
        DONT_INLINE.matcher(options.output()).results().map(found -> found.group(1)).toList();
    assertThat(methods).isNotEmpty();
    for (String method : methods) {
      String[] parts = method.split("::");
      assertThat(Class.forName(parts[0]).getDeclaredMethods())
          .as(method)
          .anyMatch(declared -> declared.getName().equals(parts[1]));
    }
  }

  @Test
  void jdkOfThePathIsTaken() throws Exception {
    Path home = jdk("27.0.1");
    Files.createSymbolicLink(
        Files.createDirectories(folder.resolve("tools")).resolve("javac"),
        home.resolve("bin/javac"));
    String path = folder.resolve("tools") + ":" + System.getenv("PATH");
    assertThat(run(Map.of("PATH", path), List.of(script().toString(), WHERE)).output())
        .isEqualTo(home + "\n");
  }

  @Test
  void symbolicLinksAreFollowed() throws Exception {
    Path first = Files.createSymbolicLink(folder.resolve("first"), script());
    Files.createSymbolicLink(folder.resolve("second"), first.getFileName());
    Path home = jdk("25");
    Outcome outcome = run(Map.of("JAVA_HOME", home.toString()), List.of("sh", "second", WHERE));
    assertThat(outcome).isEqualTo(new Outcome(0, home + "\n", ""));
  }

  /** Two at once in a copy of the checkout that was never built: one builds, both run. */
  @Test
  @Tag("long")
  void firstUseBuilds() throws Exception {
    Path copy = Checkout.copyTo(folder.resolve("checkout"));
    String launcher = copy.resolve("kvas").toString();
    Outcome outcome =
        run(
            Map.of(),
            List.of(
                "sh",
                "-c",
                launcher
                    + " version & "
                    + launcher
                    + " version; first=$?; wait $! && exit $first"));
    assertThat(outcome.status()).isZero();
    assertThat(outcome.output().lines()).hasSize(2).allMatch(line -> line.startsWith("Kvas "));
    assertThat(outcome.error()).containsOnlyOnce("kvas: building");
    assertThat(run(Map.of(), List.of(launcher, "version")).error()).isEmpty();
  }
}
