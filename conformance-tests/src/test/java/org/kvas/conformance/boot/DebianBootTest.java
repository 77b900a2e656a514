package org.kvas.conformance.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvas.runtime.guest.CacheFolder;
import org.kvas.runtime.guest.DebianPackages;
import org.kvas.runtime.guest.DefaultGuest;
import org.kvas.runtime.machine.Accelerator;
import org.kvas.runtime.machine.CharacterChannel;
import org.kvas.runtime.machine.EntryProtocol;
import org.kvas.runtime.machine.HardwareMachineFactory;
import org.kvas.runtime.machine.KernelImage;
import org.kvas.runtime.machine.MachineConfiguration;
import org.kvas.runtime.machine.MachineExit;
import org.kvas.runtime.machine.MachineType;

/** Unmodified Debian kernels, from power-on to a shell that computes, to power-off. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DebianBootTest {
  @TempDir Path folder;

  private record Guest(MachineExit exit, String transcript) {}

  private Guest run(
      String kernelPackage,
      String architecture,
      MachineType type,
      EntryProtocol entry,
      Accelerator engine)
      throws IOException {
    DebianPackages packages =
        new DebianPackages(CacheFolder.of(System.getenv(), "debian").resolve("packages"));
    byte[] busybox =
        packages
            .fetch("busybox-static:" + architecture)
            .read(path -> path.endsWith("bin/busybox"))
            .orElseThrow();
    Path initrd = Files.write(folder.resolve("initrd"), DefaultGuest.ramDisk(busybox));
    String newest = packages.dependency(kernelPackage + ":" + architecture, "linux-image-");
    Path kernel =
        Files.write(
            folder.resolve("vmlinuz"),
            packages.fetch(newest).read(path -> path.startsWith("boot/vmlinuz-")).orElseThrow());
    ScriptedConsole console =
        new ScriptedConsole()
            .answer("\n# ", "echo $((6*7)) of $(uname -m)\n")
            .answer("\n# ", "exit\n");
    MachineConfiguration configuration =
        new MachineConfiguration(
            type,
            entry,
            engine,
            256L << 20,
            1,
            "x86-64-v2",
            new KernelImage(kernel, initrd.toString(), "console=ttyS0 quiet"),
            null,
            List.of(new CharacterChannel.Nowhere()),
            null,
            List.of(),
            List.of(),
            true,
            false,
            false);
    MachineExit exit =
        new HardwareMachineFactory().create(configuration, List.of(console), null).run();
    return new Guest(exit, console.transcript());
  }

  private static void assertComputed(Guest guest, String machine) {
    assertThat(guest.transcript()).contains("42 of " + machine);
    assertThat(guest.exit()).isEqualTo(new MachineExit.PoweredOff());
  }

  @Test
  void cloudKernel() throws IOException {
    assertComputed(
        run(
            "linux-image-cloud-amd64",
            "amd64",
            MachineType.PC,
            EntryProtocol.AUTO,
            Accelerator.TRANSLATOR),
        "x86_64");
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({
    "linux-image-cloud-amd64, amd64, PC, LINUX, x86_64",
    "linux-image-cloud-amd64, amd64, PC, PVH, x86_64",
    "linux-image-cloud-amd64, amd64, MICROVM, PVH, x86_64",
    "linux-image-amd64, amd64, PC, AUTO, x86_64",
    "linux-image-686, i386, PC, AUTO, i686",
    "linux-image-686-pae, i386, PC, AUTO, i686",
    "linux-image-686-pae, i386, PC, PVH, i686"
  })
  void everyKernelAndEntry(
      String kernel, String architecture, MachineType type, EntryProtocol entry, String machine)
      throws IOException {
    assertComputed(run(kernel, architecture, type, entry, Accelerator.TRANSLATOR), machine);
  }

  @Tag("long")
  @Test
  void interpreterAlone() throws IOException {
    assertComputed(
        run(
            "linux-image-cloud-amd64",
            "amd64",
            MachineType.PC,
            EntryProtocol.AUTO,
            Accelerator.INTERPRETER),
        "x86_64");
  }
}
