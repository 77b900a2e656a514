package org.kvas.runtime.guest;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Debian packages by name, from the host's own package sources by {@code apt-get download}, kept in
 * a folder.
 *
 * <p>Nothing of the host is changed and no privilege is needed: where the host's package lists do
 * not have the package (or its architecture), lists of our own are fetched into the same folder,
 * with the host's sources and keys.
 */
public class DebianPackages {
  private static final int TIMEOUT_MINUTES = 10;

  private final Path folder;

  /**
   * @param folder the packages are kept here
   */
  public DebianPackages(Path folder) {
    this.folder = folder;
  }

  /**
   * The package file, fetched unless it is there.
   *
   * @param name with its architecture, for example {@code busybox-static:amd64}
   * @throws IOException with the reason, where the package cannot be had
   */
  public DebArchive fetch(String name) throws IOException {
    Path kept = folder.resolve(name.replace(':', '_') + ".deb");
    if (!Files.exists(kept)) {
      Path work = Files.createTempDirectory(Files.createDirectories(folder), "download");
      try {
        run(work, "apt-get", "-qq", "download", name);
        Files.move(onlyFileIn(work), kept, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        deleteFolder(work);
      }
    }
    return new DebArchive(kept);
  }

  /**
   * The first dependency of a package that starts so: the real package behind one that only names
   * the newest.
   *
   * @return with the architecture of {@code name}
   */
  public String dependency(String name, String prefix) throws IOException {
    String architecture = name.substring(name.indexOf(':'));
    return run(folder, "apt-cache", "show", "--no-all-versions", name)
        .lines()
        .filter(line -> line.startsWith("Depends:"))
        .flatMap(line -> Arrays.stream(line.substring("Depends:".length()).split("[,|]")))
        .map(dependency -> dependency.strip().split(" ", 2)[0])
        .filter(dependency -> dependency.startsWith(prefix))
        .map(dependency -> dependency + architecture)
        .findFirst()
        .orElseThrow(
            () -> new IOException("the package " + name + " depends on no " + prefix + "*"));
  }

  /** Tries with the host's package lists, then with our own. */
  private String run(Path directory, String program, String... arguments) throws IOException {
    Files.createDirectories(folder);
    Optional<String> output = execute(directory, command(program, List.of(), arguments));
    if (output.filter(text -> !program.equals("apt-cache") || !text.isBlank()).isPresent()) {
      return output.get();
    }
    List<String> own = ownLists();
    return execute(directory, command(program, own, arguments))
        .orElseThrow(
            () -> new IOException("'" + program + " " + String.join(" ", arguments) + "' failed"));
  }

  private static List<String> command(String program, List<String> options, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(program);
    command.addAll(options);
    command.addAll(List.of("-o", "APT::Sandbox::User=root"));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Options that make apt work on lists in our folder, which are fetched once a day. */
  private List<String> ownLists() throws IOException {
    Path state = folder.resolve("apt");
    Files.createDirectories(state.resolve("lists/partial"));
    Files.createDirectories(state.resolve("archives/partial"));
    Path status = state.resolve("status");
    if (!Files.exists(status)) {
      Files.createFile(status);
    }
    List<String> options =
        List.of(
            "-o", "Dir::State=" + state,
            "-o", "Dir::State::status=" + status,
            "-o", "Dir::Cache=" + state,
            "-o", "APT::Architecture=amd64",
            "-o", "APT::Architectures=amd64,i386");
    Path updated = state.resolve("updated");
    boolean fresh =
        Files.exists(updated)
            && System.currentTimeMillis() - Files.getLastModifiedTime(updated).toMillis()
                < TimeUnit.DAYS.toMillis(1);
    if (!fresh) {
      // One index may fail and the others still serve, so the outcome is seen when a package is
      // asked for.
      execute(folder, command("apt-get", options, "-qq", "update"));
      Files.writeString(updated, "");
    }
    return options;
  }

  private static Optional<String> execute(Path directory, List<String> command) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectInput(Redirect.PIPE)
              .redirectError(Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new IOException("there is no " + command.getFirst() + " on this host", e);
    }
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES) && process.exitValue() == 0
          ? Optional.of(output)
          : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroy();
    }
  }

  private static Path onlyFileIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .findFirst()
          .orElseThrow(() -> new IOException("apt-get download left no file"));
    }
  }

  private static void deleteFolder(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
