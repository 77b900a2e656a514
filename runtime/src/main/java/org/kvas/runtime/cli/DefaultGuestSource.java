package org.kvas.runtime.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.kvas.runtime.guest.CacheFolder;
import org.kvas.runtime.guest.DebianPackages;
import org.kvas.runtime.guest.DefaultGuest;
import org.kvas.runtime.guest.demonstration.DemonstrationGuest;
import org.kvas.runtime.machine.KernelImage;
import org.kvas.runtime.machine.MachineType;

/** Where {@code kvas run} without a kernel gets one. */
class DefaultGuestSource {
  /** Bytes of memory it gets, unless {@code -m} says otherwise. */
  static final long MEMORY = 256L << 20;

  private final Map<String, String> environment;
  private final PrintStream messages;

  DefaultGuestSource(Map<String, String> environment, PrintStream messages) {
    this.environment = environment;
    this.messages = messages;
  }

  /**
   * Debian's kernel, or else Kvas's own guest, if it can run there.
   *
   * @param type the machine it will run on
   */
  KernelImage image(MachineType type) {
    try {
      Path folder = CacheFolder.of(environment, "debian");
      DefaultGuest guest = new DefaultGuest(folder, new DebianPackages(folder.resolve("packages")));
      if (!guest.isThere()) {
        messages.println("kvas: fetching Debian's cloud kernel and busybox, once");
      }
      return guest.image();
    } catch (IOException e) {
      String reason = "Debian's kernel cannot be had (" + e.getMessage() + "); ";
      if (type != MachineType.PC) {
        throw new CommandError(reason + "name a kernel with -kernel");
      }
      messages.println("kvas: " + reason + "Kvas's own demonstration guest runs instead");
      return DemoCommand.image(DemonstrationGuest.DEFAULT_SECONDS);
    }
  }
}
