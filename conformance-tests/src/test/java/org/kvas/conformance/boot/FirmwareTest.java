package org.kvas.conformance.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvas.conformance.machine.GuestRun;
import org.kvas.runtime.machine.MachineExit;

/**
 * Firmware that others wrote for QEMU's machines, from its first instruction at the reset vector.
 */
@Tag("long")
class FirmwareTest {
  private static final Duration SOON = Duration.ofMinutes(20);
  private static final long MEGABYTES = 128;

  /** Real mode to 32 bits, the other one on to 64 bits, up to a prompt that obeys. */
  @ParameterizedTest
  @ValueSource(strings = {"qemu-x86", "qemu-x86_64"})
  void uBoot(String board) throws Exception {
    var image = PackagedFiles.of("u-boot-qemu:all", board + "/u-boot.rom");
    try (GuestRun guest = GuestRun.start(image, MEGABYTES)) {
      guest.expect("U-Boot 2", SOON);
      guest.expect("Model: QEMU x86 (I440FX)", SOON);
      guest.expect("Hit any key to stop autoboot", SOON);
      guest.console().type("\n");
      guest.expect("=> ", SOON);
      guest.console().type("setenv word kvas; echo [$word]\n");
      guest.expect("\n[kvas]\n", SOON);
    }
  }

  /** The PC's BIOS comes to the end of its list of boot devices. */
  @Test
  void seaBios() throws Exception {
    var image = PackagedFiles.of("seabios:all", "seabios/bios-256k.bin");
    try (GuestRun guest = GuestRun.start(image, MEGABYTES)) {
      guest.expect("SeaBIOS (version ", SOON);
      guest.expect("No bootable device.", SOON);
    }
  }

  /** UEFI of hundreds of modules in long mode, up to its shell, which powers the machine off. */
  @Test
  void uefi() throws Exception {
    var image = PackagedFiles.of("ovmf:all", "share/ovmf/OVMF.fd");
    try (GuestRun guest = GuestRun.start(image, 2 * MEGABYTES)) {
      guest.expect("UEFI Interactive Shell", SOON);
      guest.expect("Shell> ", SOON);
      guest.console().type("reset -s\n");
      assertThat(guest.expectEnd(SOON)).isEqualTo(new MachineExit.PoweredOff());
    }
  }

  /** The kernel's EFI stub is started from the configuration device, with its RAM disk. */
  @Test
  void uefiStartsLinux() throws Exception {
    var firmware = PackagedFiles.of("ovmf:all", "share/ovmf/OVMF.fd");
    try (GuestRun guest =
        GuestRun.start(firmware, DebianKernel.CLOUD_AMD64.image(), 2 * MEGABYTES)) {
      guest.expect("EFI stub:", SOON);
      guest.expect("\n# ", SOON);
      guest.console().type("reboot -f\n");
      assertThat(guest.expectEnd(SOON)).isEqualTo(new MachineExit.ResetRefused());
    }
  }
}
