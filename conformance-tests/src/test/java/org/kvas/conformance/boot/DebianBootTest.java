package org.kvas.conformance.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.runtime.machine.Accelerator.INTERPRETER;
import static org.kvas.runtime.machine.Accelerator.TRANSLATOR;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.kvas.conformance.machine.GuestRun;
import org.kvas.runtime.guest.CacheFolder;
import org.kvas.runtime.guest.DebianPackages;
import org.kvas.runtime.guest.DefaultGuest;
import org.kvas.runtime.machine.Accelerator;
import org.kvas.runtime.machine.EntryProtocol;
import org.kvas.runtime.machine.MachineExit;
import org.kvas.runtime.machine.MachineType;

/** Debian's own kernels, unmodified, boot to a shell, obey it, and power off. */
class DebianBootTest {
  private static final long MEGABYTES = 256;
  private static final Duration TO_SHELL = Duration.ofMinutes(15);
  private static final Duration COMMAND = Duration.ofMinutes(5);
  private static final String PROMPT = "\n# ";

  private static GuestRun start(DebianKernel kernel, EntryProtocol entry, Accelerator accelerator)
      throws Exception {
    return GuestRun.start(kernel.image(), entry, accelerator, MEGABYTES);
  }

  private static void useShell(GuestRun guest, String machine) throws InterruptedException {
    guest.expect(PROMPT, TO_SHELL);
    guest.console().type("uname -m\n");
    guest.expect("\n" + machine + "\n", COMMAND);
  }

  private static void powerOff(GuestRun guest) throws InterruptedException {
    guest.console().type("poweroff -f\n");
    assertThat(guest.expectEnd(COMMAND)).isEqualTo(new MachineExit.PoweredOff());
    // A soft lockup may be the host's: whoever stops the process for a while stops the guest.
    assertThat(guest.console().text()).doesNotContain("Kernel panic", "Oops:");
  }

  private static void boot(DebianKernel kernel, EntryProtocol entry, Accelerator accelerator)
      throws Exception {
    try (GuestRun guest = start(kernel, entry, accelerator)) {
      useShell(guest, kernel.machine);
      powerOff(guest);
    }
  }

  /**
   * A boot is full of races between the kernel and its timers, so one that succeeds says little.
   */
  @Tag("long")
  @ParameterizedTest
  @EnumSource
  void twentyOfTwenty(DebianKernel kernel) throws Exception {
    for (int i = 1; i <= 20; i++) {
      try {
        boot(kernel, EntryProtocol.AUTO, TRANSLATOR);
      } catch (AssertionError e) {
        throw new AssertionError("boot " + i + " of 20: " + e.getMessage(), e);
      }
    }
  }

  /** The image's own code unpacks it. */
  @ParameterizedTest
  @EnumSource
  void bzImage(DebianKernel kernel) throws Exception {
    boot(kernel, EntryProtocol.AUTO, TRANSLATOR);
  }

  /** The 686 kernel has no PVH entry. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "I686")
  void pvh(DebianKernel kernel) throws Exception {
    boot(kernel, EntryProtocol.PVH, TRANSLATOR);
  }

  @Test
  void microvm() throws Exception {
    DebianKernel kernel = DebianKernel.CLOUD_AMD64;
    try (GuestRun guest =
        GuestRun.start(
            MachineType.MICROVM, kernel.image(), EntryProtocol.PVH, TRANSLATOR, MEGABYTES)) {
      useShell(guest, kernel.machine);
      powerOff(guest);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CLOUD_AMD64", "I686"})
  void bzImageInterpreted(DebianKernel kernel) throws Exception {
    boot(kernel, EntryProtocol.AUTO, INTERPRETER);
  }

  @Test
  void twoMachinesInOneJvm() throws Exception {
    try (GuestRun wide = start(DebianKernel.CLOUD_AMD64, EntryProtocol.AUTO, TRANSLATOR);
        GuestRun narrow = start(DebianKernel.I686, EntryProtocol.AUTO, TRANSLATOR)) {
      useShell(wide, "x86_64");
      useShell(narrow, "i686");
      powerOff(narrow);
      powerOff(wide);
    }
  }

  @Test
  void defaultGuest() throws Exception {
    Path folder = CacheFolder.of(System.getenv(), "debian");
    DefaultGuest guest = new DefaultGuest(folder, new DebianPackages(folder.resolve("packages")));
    try (GuestRun run = GuestRun.start(guest.image(), EntryProtocol.AUTO, TRANSLATOR, MEGABYTES)) {
      useShell(run, "x86_64");
      powerOff(run);
    }
  }
}
