package org.kvas.conformance.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.runtime.machine.Accelerator.TRANSLATOR;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvas.conformance.machine.GuestRun;
import org.kvas.runtime.machine.Accelerator;
import org.kvas.runtime.machine.EntryProtocol;
import org.kvas.runtime.machine.KernelImage;
import org.kvas.runtime.machine.MachineExit;
import org.kvas.runtime.machine.MachineType;
import org.kvas.runtime.vcpu.CpuModels;

/** Kernels other than Linux, as Debian packs them, do their work unmodified. */
@Tag("long")
class ForeignKernelTest {
  private static final Duration SOON = Duration.ofMinutes(20);

  private static GuestRun start(KernelImage kernel, Accelerator accelerator, long megabytes)
      throws Exception {
    return GuestRun.start(kernel, EntryProtocol.AUTO, accelerator, megabytes);
  }

  /** Multiboot without modules: the microkernel probes its devices and misses its first server. */
  @ParameterizedTest
  @EnumSource
  void gnuMach(Accelerator accelerator) throws Exception {
    Path mach = PackagedFiles.unpacked("gnumach-image-1.8-486:i386", "boot/gnumach-1.8-486.gz");
    try (GuestRun guest = start(new KernelImage(mach, null, "console=com0"), accelerator, 128)) {
      guest.expect("GNU Mach 1.8", SOON);
      guest.expect("Probing PCI hardware.", SOON);
      guest.expect("No bootstrap code loaded with the kernel!", SOON);
    }
  }

  /** All of its tests once, which also fade bits for some minutes. */
  @ParameterizedTest
  @ValueSource(strings = {"x64", "ia32"})
  void memtest86(String flavour) throws Exception {
    Path memtest = PackagedFiles.of("memtest86+:amd64", "boot/memtest86+" + flavour + ".bin");
    var image = new KernelImage(memtest, null, "console=ttyS0,115200");
    try (GuestRun guest = start(image, TRANSLATOR, 8)) {
      guest.expect("#10 [Bit fade test", Duration.ofMinutes(30));
      guest.expect("Pass:  1        Errors: 0  ", Duration.ofMinutes(30));
    }
  }

  /** Xen starts Debian's kernel as its privileged, paravirtual guest, which obeys the shell. */
  @ParameterizedTest
  @ValueSource(strings = {CpuModels.DEFAULT, "max"})
  void xen(String model) throws Exception {
    Path xen = PackagedFiles.unpacked("xen-hypervisor-4.17-amd64:amd64", "boot/xen-4.17-amd64.gz");
    KernelImage linux = DebianKernel.AMD64.image();
    var image =
        new KernelImage(
            xen,
            linux.file() + " console=hvc0 earlyprintk=xen," + linux.initrd(),
            "console=com1 com1=115200,8n1 dom0_mem=256M loglvl=all");
    try (GuestRun guest =
        GuestRun.start(MachineType.PC, image, EntryProtocol.AUTO, TRANSLATOR, 512, 1, model)) {
      guest.expect("*** Building a PV Dom0 ***", SOON);
      guest.expect("Run /init as init process", SOON);
      guest.expect("\n# ", SOON);
      guest.console().type("cat /sys/hypervisor/type\n");
      guest.expect("\nxen\n", SOON);
      guest.console().type("poweroff -f\n");
      guest.expect("Entering ACPI S5 state", SOON);
      assertThat(guest.expectEnd(SOON)).isEqualTo(new MachineExit.PoweredOff());
    }
  }
}
