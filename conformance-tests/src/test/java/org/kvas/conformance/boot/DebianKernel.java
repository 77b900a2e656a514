package org.kvas.conformance.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kvas.runtime.guest.BusyboxRamDisk;
import org.kvas.runtime.machine.KernelImage;

/** Debian's kernels, each with a RAM disk that has a shell; fetched once into the user's cache. */
public enum DebianKernel {
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

  /** Debian's name of the architecture. */
  public String architecture() {
    return architecture;
  }

  /** The statically linked program, of this architecture. */
  public byte[] busybox() throws IOException {
    return new PackagedFiles()
        .read("busybox-static:" + architecture, path -> path.endsWith("bin/busybox"));
  }

  /**
   * The kernel that the newest package has.
   *
   * @throws AssertionError with the reason, where it cannot be had
   */
  public KernelImage image() {
    return image("");
  }

  /** The same, told more on its command line. */
  public KernelImage image(String options) {
    try {
      var files = new PackagedFiles();
      String real =
          files.packages.dependency("linux-image-" + flavour + ":" + architecture, "linux-image-");
      String name = real.substring("linux-image-".length(), real.indexOf(':'));
      Path kernel = files.folder.resolve("vmlinuz-" + name);
      if (!Files.exists(kernel)) {
        files.keep(files.read(real, path -> path.startsWith("boot/vmlinuz-")), kernel);
      }
      Path ramDisk = files.folder.resolve("initrd-" + architecture);
      files.keep(BusyboxRamDisk.of(busybox()), ramDisk);
      return new KernelImage(
          kernel, ramDisk.toString(), ("console=ttyS0 panic=-1 " + options).strip());
    } catch (IOException e) {
      throw new AssertionError(
          "Debian's kernel linux-image-"
              + flavour
              + " or busybox cannot be fetched, so its boot cannot be tested: "
              + e.getMessage(),
          e);
    }
  }
}
