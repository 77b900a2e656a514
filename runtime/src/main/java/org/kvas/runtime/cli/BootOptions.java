package org.kvas.runtime.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.machine.FirmwareEntry;
import org.kvas.runtime.machine.KernelImage;
import picocli.CommandLine.Option;

/** What is started. */
final class BootOptions {
  private static final long FIRMWARE_UNIT = 64 << 10;
  private static final long FIRMWARE_MOST = 16 << 20;
  private static final int FIRMWARE_NAME_MOST = 55;

  @Option(
      names = {"-kernel", "--kernel"},
      paramLabel = "FILE",
      description = "a Linux bzImage, an ELF file with a PVH note, or a multiboot ELF file")
  private @Nullable String kernel;

  @Option(
      names = {"-initrd", "--initrd"},
      paramLabel = "FILE",
      description = "the initial RAM disk; for multiboot \"FILE ARGUMENTS,FILE...\"")
  private @Nullable String initrd;

  @Option(
      names = {"-append", "--append"},
      paramLabel = "TEXT",
      description = "the kernel's command line")
  private @Nullable String append;

  @Option(
      names = {"-bios", "--bios"},
      paramLabel = "FILE",
      description = "firmware, mapped below 1 MiB and below 4 GiB")
  private @Nullable String bios;

  @Option(
      names = {"-fw_cfg", "--firmware-entry"},
      paramLabel = "NAME,file=F|string=T",
      description = "a file that the firmware configuration device serves")
  private List<String> entries = List.of();

  /** Whether nothing to start is named. */
  boolean nothingNamed() {
    return kernel == null && bios == null;
  }

  @Nullable KernelImage kernelImage() {
    if (kernel == null) {
      if (initrd != null || append != null) {
        throw new CommandError((initrd != null ? "-initrd" : "-append") + " needs -kernel");
      }
      return null;
    }
    KernelImage image =
        new KernelImage(input("-kernel", kernel), initrd, append == null ? "" : append);
    if (initrd != null && !Files.isRegularFile(path("-initrd", initrd))) {
      path("-initrd", initrd.replaceAll("[ ,]", ""));
      List<KernelImage.BootModule> modules = image.modules();
      if (modules.size() == 1 && !initrd.contains(" ")) {
        input("-initrd", initrd);
      }
      modules.forEach(module -> input("-initrd", module.file().toString()));
    }
    return image;
  }

  @Nullable Path firmware() {
    if (bios == null) {
      return null;
    }
    Path file = input("-bios", bios);
    try {
      long size = Files.size(file);
      if (size == 0 || size % FIRMWARE_UNIT != 0 || size > FIRMWARE_MOST) {
        throw new CommandError(
            "-bios "
                + bios
                + ": a firmware image is a multiple of 64 KiB and at most 16 MiB, not "
                + size
                + " bytes");
      }
    } catch (IOException e) {
      throw CommandError.of("-bios " + bios, e);
    }
    return file;
  }

  List<FirmwareEntry> firmwareEntries() {
    List<FirmwareEntry> list = new ArrayList<>();
    for (String entry : entries) {
      OptionValue value = new OptionValue("-fw_cfg", "name", entry);
      String name = value.require("name");
      String file = value.take("file");
      String text = value.take("string");
      value.expectNothingElse();
      if (name.length() > FIRMWARE_NAME_MOST
          || !StandardCharsets.US_ASCII.newEncoder().canEncode(name)) {
        throw new CommandError(
            "-fw_cfg " + name + ": a name has at most " + FIRMWARE_NAME_MOST + " ASCII characters");
      }
      if ((file == null) == (text == null)) {
        throw new CommandError("-fw_cfg " + name + ": either file= or string= is needed");
      }
      if (file != null) {
        list.add(new FirmwareEntry.FromFile(name, input("-fw_cfg", file)));
      } else if (text != null) {
        list.add(new FirmwareEntry.FromText(name, text));
      }
    }
    return list;
  }

  /** A file that can be read. */
  static Path input(String option, String text) {
    Path file = path(option, text);
    if (!Files.exists(file)) {
      throw new CommandError(option + " " + text + ": there is no such file");
    }
    if (Files.isDirectory(file)) {
      throw new CommandError(option + " " + text + ": this is a folder");
    }
    if (!Files.isReadable(file)) {
      throw new CommandError(option + " " + text + ": permission denied");
    }
    return file;
  }

  static Path path(String option, String text) {
    if (text.isEmpty()) {
      throw new CommandError(option + " needs a file name");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new CommandError(option + ": this is not a file name");
    }
  }
}
