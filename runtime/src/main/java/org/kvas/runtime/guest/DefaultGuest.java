package org.kvas.runtime.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.kvas.runtime.machine.KernelImage;

/**
 * The guest that runs when none is named: Debian's cloud kernel and a busybox shell on the first
 * serial port.
 */
public final class DefaultGuest {
  private static final String NEWEST_KERNEL = "linux-image-cloud-amd64:amd64";
  private static final String BUSYBOX = "busybox-static:amd64";

  private final Path folder;
  private final DebianPackages packages;

  /**
   * @param folder the kernel and the RAM disk are kept here
   */
  public DefaultGuest(Path folder, DebianPackages packages) {
    this.folder = folder;
    this.packages = packages;
  }

  /** Whether it was fetched before. */
  public boolean isThere() {
    return Files.exists(kernel()) && Files.exists(ramDisk());
  }

  /**
   * The guest, fetched where it is not there yet.
   *
   * @throws IOException with the reason, where it cannot be had
   */
  public KernelImage image() throws IOException {
    if (!isThere()) {
      Files.createDirectories(folder);
      keep(
          packages
              .fetch(BUSYBOX)
              .read(path -> path.endsWith("bin/busybox"))
              .map(BusyboxRamDisk::of)
              .orElseThrow(DefaultGuest::odd),
          ramDisk());
      String real = packages.dependency(NEWEST_KERNEL, "linux-image-");
      keep(
          packages
              .fetch(real)
              .read(path -> path.startsWith("boot/vmlinuz-"))
              .orElseThrow(DefaultGuest::odd),
          kernel());
    }
    return new KernelImage(kernel(), ramDisk().toString(), "console=ttyS0");
  }

  private Path kernel() {
    return folder.resolve("vmlinuz");
  }

  private Path ramDisk() {
    return folder.resolve("initrd");
  }

  /** Whole or not at all, also when two processes do this at once. */
  private void keep(byte[] content, Path file) throws IOException {
    Path part = Files.createTempFile(folder, "part", null);
    Files.write(part, content);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static IOException odd() {
    return new IOException("a Debian package does not have the file it should have");
  }
}
