package org.kvas.conformance.decoder;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.kvas.conformance.boot.DebianKernel;
import org.kvas.conformance.boot.PackagedFiles;

/** Programs from Debian's packages, fetched by name. */
final class DebianPrograms {
  private static final int SECTOR = 512;

  /** Where a kernel image says how many sectors of real-mode code follow the first. */
  private static final int SETUP_SECTORS = 0x1f1;

  private DebianPrograms() {}

  /** Kernels, libraries, interpreters, a compiler, and FFmpeg's many vector instructions. */
  static List<Program> of64Bits() {
    List<Program> programs = userPrograms("amd64", "x86_64");
    programs.add(kernel(DebianKernel.CLOUD_AMD64));
    programs.add(kernel(DebianKernel.AMD64));
    return programs;
  }

  static List<Program> of32Bits() {
    List<Program> programs = userPrograms("i386", "i[36]86");
    programs.add(kernel(DebianKernel.I686));
    programs.add(kernel(DebianKernel.I686_PAE));
    return programs;
  }

  /** Firmware, boot sectors, and what kernels do before they leave real mode. */
  static List<Program> of16Bits() {
    List<Program> programs =
        new ArrayList<>(
            List.of(
                image("seabios:all", "seabios/bios-256k.bin"),
                image("seabios:all", "seabios/bios-microvm.bin"),
                image("isolinux:all", "ISOLINUX/isolinux.bin"),
                image("syslinux-common:all", "mbr/mbr.bin"),
                image("syslinux-common:all", "mbr/gptmbr.bin")));
    Stream.of("ati", "bochs-display", "cirrus", "isavga", "ramfb", "stdvga")
        .forEach(card -> programs.add(image("seabios:all", "vgabios-" + card + ".bin")));
    Stream.of("boot", "cdboot", "diskboot", "lnxboot", "pxeboot")
        .forEach(name -> programs.add(image("grub-pc-bin:amd64", "i386-pc/" + name + ".img")));
    for (DebianKernel kernel : DebianKernel.values()) {
      programs.add(() -> List.of(setup(Files.readAllBytes(kernel.image().file()))));
    }
    return programs;
  }

  private static List<Program> userPrograms(String architecture, String machine) {
    return new ArrayList<>(
        List.of(
            elf("busybox-static:" + architecture, "bin/busybox"),
            elf("libc6:" + architecture, "libc\\.so\\.6"),
            elf("libssl3:" + architecture, "libcrypto\\.so\\.3"),
            elf("python3.11-minimal:" + architecture, "bin/python3\\.11"),
            elf("libavcodec59:" + architecture, "libavcodec\\.so[.0-9]*"),
            elf("cpp-12:" + architecture, machine + "-linux-gnu/12/cc1")));
  }

  private static Program elf(String name, String path) {
    return () ->
        ElfSections.code(new PackagedFiles().read(name, found -> found.matches("(.*/)?" + path)));
  }

  private static Program image(String name, String path) {
    return () -> List.of(new PackagedFiles().read(name, found -> found.endsWith(path)));
  }

  private static Program kernel(DebianKernel kernel) {
    return () -> ElfSections.code(PackedKernel.unpack(Files.readAllBytes(kernel.image().file())));
  }

  private static byte[] setup(byte[] image) {
    return Arrays.copyOf(image, (1 + image[SETUP_SECTORS]) * SECTOR);
  }
}
