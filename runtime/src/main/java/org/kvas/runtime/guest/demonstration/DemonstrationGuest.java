package org.kvas.runtime.guest.demonstration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kvas.runtime.machine.KernelImage;

/**
 * Kvas's own guest, for where no other can be had. It needs the {@code pc} machine: a serial port,
 * an 8254, an 8259 and the PIIX4's power management.
 */
public final class DemonstrationGuest {
  public static final int DEFAULT_SECONDS = 5;

  private final Path folder;

  /**
   * @param folder the image is written here
   */
  public DemonstrationGuest(Path folder) {
    this.folder = folder;
  }

  /**
   * The guest, assembled anew.
   *
   * @param seconds after which it powers off
   */
  public KernelImage image(int seconds) throws IOException {
    Path file =
        Files.createTempFile(Files.createDirectories(folder), "demonstration", ".multiboot");
    file.toFile().deleteOnExit();
    Files.write(file, new DemonstrationKernel(seconds).image());
    return new KernelImage(file, null, "");
  }
}
