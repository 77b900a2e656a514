package org.kvas.runtime.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.kvas.runtime.guest.CacheFolder;
import org.kvas.runtime.guest.DebianPackages;
import org.kvas.runtime.guest.DefaultGuest;
import org.kvas.runtime.machine.KernelImage;

/** Where {@code kvas run} without a kernel gets one. */
class DefaultGuestSource {
  /** Bytes of memory it gets, unless {@code -m} says otherwise. */
  static final long MEMORY = 256L << 20;

  private final Map<String, String> environment;

  DefaultGuestSource(Map<String, String> environment) {
    this.environment = environment;
  }

  KernelImage image() {
    try {
      Path folder = CacheFolder.of(environment, "debian");
      DefaultGuest guest = new DefaultGuest(folder, new DebianPackages(folder.resolve("packages")));
      if (!guest.isThere()) {
        System.err.println("kvas: fetching Debian's cloud kernel and busybox, once");
      }
      return guest.image();
    } catch (IOException e) {
      throw new CommandError(
          "Debian's kernel cannot be had (" + e.getMessage() + "); name a kernel with -kernel");
    }
  }
}
