package org.kvas.runtime.guest;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * A Debian package file: an {@code ar} archive whose member {@code data.tar.*} has the files
 * (deb(5)).
 */
public final class DebArchive {
  private final Path file;

  public DebArchive(Path file) {
    this.file = file;
  }

  /**
   * The content of the first regular file whose path fits.
   *
   * @param path gets paths without a leading {@code ./}, for example {@code bin/busybox}
   */
  public Optional<byte[]> read(Predicate<String> path) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        ArArchiveInputStream members = new ArArchiveInputStream(in)) {
      for (ArArchiveEntry member = members.getNextEntry();
          member != null;
          member = members.getNextEntry()) {
        if (member.getName().startsWith("data.tar")) {
          return read(new TarArchiveInputStream(unpack(member.getName(), members)), path);
        }
      }
    }
    throw new IOException(file + " is no Debian package: it has no member data.tar");
  }

  private static Optional<byte[]> read(TarArchiveInputStream tar, Predicate<String> path)
      throws IOException {
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      String name = entry.getName();
      if (entry.isFile() && path.test(name.startsWith("./") ? name.substring(2) : name)) {
        return Optional.of(tar.readAllBytes());
      }
    }
    return Optional.empty();
  }

  private static InputStream unpack(String member, InputStream in) throws IOException {
    return switch (member) {
      case "data.tar" -> in;
      case "data.tar.gz" -> GzipCompressorInputStream.builder().setInputStream(in).get();
      case "data.tar.xz" -> XZCompressorInputStream.builder().setInputStream(in).get();
      default -> throw new IOException("cannot unpack " + member);
    };
  }
}
