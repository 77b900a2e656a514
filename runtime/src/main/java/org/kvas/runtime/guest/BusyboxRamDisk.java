package org.kvas.runtime.guest;

import java.nio.charset.StandardCharsets;

/** A RAM disk with nothing but busybox, and a shell on the console that ends in a power-off. */
public final class BusyboxRamDisk {
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

  private BusyboxRamDisk() {}

  /**
   * @param busybox the statically linked program, of the kernel's architecture
   */
  public static byte[] of(byte[] busybox) {
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
}
