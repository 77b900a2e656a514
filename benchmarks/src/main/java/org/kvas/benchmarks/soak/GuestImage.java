package org.kvas.benchmarks.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.kvas.runtime.guest.CpioArchive;

/**
 * The soak's kernel and RAM disk: a root file system with the programs, and behind it an archive
 * with the soak's own files, which Linux unpacks over it.
 *
 * @param kernel a bzImage
 * @param ramDisk both archives
 */
record GuestImage(Path kernel, Path ramDisk) {
  private static final Path SOAK = Path.of("benchmarks/soak");

  /**
   * With the root file system that the user names, or with one of Debian's packages, which are
   * fetched unless they were before.
   *
   * @throws IOException with a sentence for the user
   */
  static GuestImage prepare(SoakOptions options) throws IOException, InterruptedException {
    Path root = options.image();
    Path kernel = options.kernel();
    if (root == null || kernel == null) {
      Path guest = options.folder().resolve("guest");
      root = guest.resolve("root.cpio");
      kernel = guest.resolve("vmlinuz");
      if (!Files.exists(root)) {
        fetch(guest);
      }
    }
    for (Path file : List.of(root, kernel)) {
      if (!Files.isReadable(file)) {
        throw new IOException(file + ": there is no such file");
      }
    }
    Path ramDisk = options.folder().resolve("initrd");
    Files.createDirectories(options.folder());
    try (OutputStream out = Files.newOutputStream(ramDisk)) {
      Files.copy(root, out);
      // An archive begins at a multiple of four bytes.
      out.write(new byte[(int) (-Files.size(root) & 3)]);
      out.write(ownFiles(SOAK.resolve("guest")));
    }
    return new GuestImage(kernel, ramDisk);
  }

  private static void fetch(Path folder) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(SOAK.resolve("image.sh").toString(), folder.toString())
            .inheritIO()
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("the guest's root file system could not be made");
    }
  }

  private static byte[] ownFiles(Path folder) throws IOException {
    CpioArchive archive = new CpioArchive();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.skip(1).sorted().toList()) {
        String name = folder.relativize(path).toString();
        if (Files.isDirectory(path)) {
          archive.directory(name);
        } else {
          archive.file(name, 0755, Files.readAllBytes(path));
        }
      }
    }
    return archive.finish();
  }
}
