package org.kvas.conformance.decoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.kvas.conformance.Checkout;
import org.kvas.runtime.guest.CacheFolder;

/**
 * The programs around other disassemblers, built on this machine by {@code
 * conformance-tests/decoders/build.sh}, in the user's cache.
 */
final class ReferencePrograms {
  private static final long MINUTES = 20;

  private ReferencePrograms() {}

  /** The folder that has a program for each. */
  static Path folder() throws IOException {
    Path script = Checkout.root().resolve("conformance-tests/decoders/build.sh");
    Path folder =
        Files.createDirectories(CacheFolder.of(System.getenv(), "conformance").resolve("decoders"));
    Path log = folder.resolve("build.log");
    Process process =
        new ProcessBuilder(script.toString(), folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
      if (!ended || process.exitValue() != 0) {
        process.destroy();
        throw new AssertionError(
            "The other disassemblers cannot be built:\n" + Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return folder;
  }
}
