package org.kvas.runtime.guest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
  private static final String INIT =
      """
      #!/bin/busybox sh
      /bin/busybox mount -t proc proc /proc
      /bin/busybox mount -t sysfs sysfs /sys
      /bin/busybox mount -t devtmpfs devtmpfs /dev
      /bin/busybox --install -s /bin
      export PATH=/bin HOME=/root TERM=vt100 PS1='# '
      hostname kvas
      cd /root
      setsid cttyhack sh
      poweroff -f
      """;

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
              .map(DefaultGuest::ramDisk)
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

  /** A RAM disk with nothing but busybox, and a shell that ends in a power-off. */
  public static byte[] ramDisk(byte[] busybox) {
    CpioArchive archive = new CpioArchive();
    for (String directory : new String[] {"bin", "dev", "etc", "proc", "root", "sys", "tmp"}) {
      archive.directory(directory);
    }
    return archive
        .characterDevice("dev/console", 0600, 5, 1)
        .file("bin/busybox", 0755, busybox)
        .file("init", 0755, INIT.getBytes(StandardCharsets.US_ASCII))
        .finish();
  }

  private static IOException odd() {
    return new IOException("a Debian package does not have the file it should have");
  }
}
