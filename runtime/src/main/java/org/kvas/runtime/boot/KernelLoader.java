package org.kvas.runtime.boot;

import org.kvas.runtime.machine.EntryProtocol;

/** Chooses the boot protocol and loads {@code -kernel} by it. */
public final class KernelLoader {
  private KernelLoader() {}

  /** Puts kernel, RAM disk or modules and boot information into memory. */
  public static EntryState load(BootContext context, EntryProtocol protocol) throws BootException {
    ImageFile file = ImageFile.read(context.kernel().file());
    return switch (protocol == EntryProtocol.AUTO ? detect(file) : protocol) {
      case LINUX -> linux(context, file);
      case PVH -> pvh(context, file);
      case MULTIBOOT -> multiboot(context, file);
      case AUTO ->
          throw file.bad(
              "is no kernel: neither a Linux bzImage, nor an ELF file, nor a Multiboot image");
    };
  }

  private static EntryProtocol detect(ImageFile file) throws BootException {
    if (BzImage.isOne(file)) {
      return EntryProtocol.LINUX;
    }
    if (MultibootHeader.find(file) != null) {
      return EntryProtocol.MULTIBOOT;
    }
    return ElfImage.isOne(file) ? EntryProtocol.PVH : EntryProtocol.AUTO;
  }

  private static EntryState linux(BootContext context, ImageFile file) throws BootException {
    if (!BzImage.isOne(file)) {
      throw file.bad("is no Linux bzImage (entry=linux)");
    }
    return new LinuxLoader(context, BzImage.parse(file)).load();
  }

  private static EntryState pvh(BootContext context, ImageFile file) throws BootException {
    ImageFile elf = BzImage.isOne(file) ? new KernelPayload(BzImage.parse(file)).unpack() : file;
    if (!ElfImage.isOne(elf)) {
      throw elf.bad("is no ELF file (entry=pvh)");
    }
    return new PvhLoader(context, ElfImage.parse(elf)).load();
  }

  private static EntryState multiboot(BootContext context, ImageFile file) throws BootException {
    MultibootHeader header = MultibootHeader.find(file);
    if (header == null) {
      throw file.bad("has no Multiboot header in its first 8 KiB");
    }
    return new MultibootLoader(context, header).load();
  }
}
