package org.kvas.conformance.boot;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.kvas.runtime.guest.CacheFolder;
import org.kvas.runtime.guest.DebianPackages;

/** Files out of Debian packages, fetched once into the user's cache. */
public final class PackagedFiles {
  final Path folder;
  final DebianPackages packages;

  public PackagedFiles() throws IOException {
    folder = CacheFolder.of(System.getenv(), "conformance");
    packages = new DebianPackages(folder.resolve("packages"));
  }

  /**
   * A file of a package.
   *
   * @param name with its architecture, for example {@code memtest86+:amd64}
   * @param path its end, for example {@code boot/memtest86+x64.bin}
   * @throws AssertionError with the reason, where it cannot be had
   */
  public static Path of(String name, String path) {
    return fetch(name, path, false);
  }

  /** The same of a file that is packed with gzip. */
  static Path unpacked(String name, String path) {
    return fetch(name, path, true);
  }

  private static Path fetch(String name, String path, boolean packed) {
    try {
      var files = new PackagedFiles();
      Path kept = files.folder.resolve(keptName(path, packed));
      if (!Files.exists(kept)) {
        byte[] content = files.read(name, found -> found.endsWith(path));
        files.keep(packed ? unpack(content) : content, kept);
      }
      return kept;
    } catch (IOException e) {
      throw new AssertionError(
          name + " cannot be fetched, so it cannot be tested: " + e.getMessage(), e);
    }
  }

  private static String keptName(String path, boolean packed) {
    String name = path.replace('/', '-');
    return packed ? name.substring(0, name.lastIndexOf('.')) : name;
  }

  /**
   * The content of the first file whose path fits.
   *
   * @param name with its architecture
   */
  public byte[] read(String name, Predicate<String> path) throws IOException {
    return packages
        .fetch(name)
        .read(path)
        .orElseThrow(() -> new IOException("the package " + name + " lacks the file"));
  }

  /** Whole or not at all, also when two processes do this at once. */
  void keep(byte[] content, Path file) throws IOException {
    Path part = Files.createTempFile(file.getParent(), "part", null);
    Files.write(part, content);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] unpack(byte[] packed) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }
}
