package org.kvas.conformance.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Predicate;
import org.kvas.runtime.guest.BusyboxRamDisk;
import org.kvas.runtime.guest.CacheFolder;
import org.kvas.runtime.guest.DebianPackages;
import org.kvas.runtime.machine.KernelImage;

/** Debian's kernels, each with a RAM disk that has a shell; fetched once into the user's cache. */
enum DebianKernel {
  CLOUD_AMD64("cloud-amd64", "amd64", "x86_64"),
  AMD64("amd64", "amd64", "x86_64"),
  I686("686", "i386", "i686"),
  I686_PAE("686-pae", "i386", "i686");

  private final String flavour;
  private final String architecture;

  /** What {@code uname -m} says. */
  final String machine;

  DebianKernel(String flavour, String architecture, String machine) {
    this.flavour = flavour;
    this.architecture = architecture;
    this.machine = machine;
  }

  /**
   * The kernel that the newest package has.
   *
   * @throws AssertionError with the reason, where it cannot be had
   */
  KernelImage image() {
    try {
      Path folder = CacheFolder.of(System.getenv(), "conformance");
      DebianPackages packages = new DebianPackages(folder.resolve("packages"));
      String real =
          packages.dependency("linux-image-" + flavour + ":" + architecture, "linux-image-");
      String name = real.substring("linux-image-".length(), real.indexOf(':'));
      Path kernel = folder.resolve("vmlinuz-" + name);
      if (!Files.exists(kernel)) {
        keep(fileOf(packages, real, path -> path.startsWith("boot/vmlinuz-")), kernel);
      }
      Path ramDisk = folder.resolve("initrd-" + architecture);
      String busybox = "busybox-static:" + architecture;
      keep(
          BusyboxRamDisk.of(fileOf(packages, busybox, path -> path.endsWith("bin/busybox"))),
          ramDisk);
      return new KernelImage(kernel, ramDisk.toString(), "console=ttyS0 panic=-1");
    } catch (IOException e) {
      throw new AssertionError(
          "Debian's kernel linux-image-"
              + flavour
              + " or busybox cannot be fetched, so its boot cannot be tested: "
              + e.getMessage(),
          e);
    }
  }

  private static byte[] fileOf(DebianPackages packages, String name, Predicate<String> path)
      throws IOException {
    return packages
        .fetch(name)
        .read(path)
        .orElseThrow(() -> new IOException("the package " + name + " lacks the file"));
  }

  private static void keep(byte[] content, Path file) throws IOException {
    Path part = Files.createTempFile(file.getParent(), "part", null);
    Files.write(part, content);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
