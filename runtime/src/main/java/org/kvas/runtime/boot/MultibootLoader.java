package org.kvas.runtime.boot;

import java.util.List;
import org.kvas.devices.GuestMemory;
import org.kvas.runtime.machine.KernelImage.BootModule;

/**
 * Multiboot 1: an ELF image, or one that describes itself in its header, with modules and the boot
 * information. Multiboot Specification 0.6.96.
 */
final class MultibootLoader {
  private static final int BOOTLOADER_MAGIC = 0x2bad_b002;
  private static final int CODE_SELECTOR = 0x08;
  private static final int DATA_SELECTOR = 0x10;
  private static final int PAGE = 4096;
  private static final int INFO_BYTES = 0x80;

  /** mem_lower and mem_upper, command line, modules, memory map, boot loader name. */
  private static final int INFO_FLAGS = 1 | 1 << 2 | 1 << 3 | 1 << 6 | 1 << 9;

  private final BootContext context;
  private final MultibootHeader header;
  private final ImageFile file;
  private final GuestMemory memory;
  private final GuestWriter writer;

  /** Where the next string or table of the boot information goes. */
  private long free;

  private long infoEnd;

  private record Loaded(long start, long end, String commandLine) {}

  MultibootLoader(BootContext context, MultibootHeader header) {
    this.context = context;
    this.header = header;
    this.file = header.file();
    this.memory = context.memory();
    this.writer = new GuestWriter(memory);
  }

  EntryState load() throws BootException {
    header.checkRequirements();
    ElfImage image = image();
    long entry = image.physical(image.entry());
    if (entry < 0 || entry > 0xffff_ffffL || !context.map().isRam(entry, 1)) {
      throw file.bad(
          "has its entry point at 0x%x, where the machine has no memory".formatted(entry));
    }
    long top = image.load(memory, context.map());
    List<Loaded> modules = modules(top);
    long behind = modules.isEmpty() ? top : modules.getLast().end;
    long info = placeInfo(image, behind);
    info(info, modules);
    int limit = 0;
    long gdt = 0;
    if (!image.overlaps(LowMemory.GDT, LowMemory.GDT + 0x18)) {
      gdt = LowMemory.GDT;
      limit = BootGdt.write(memory, 0, BootGdt.CODE_32, BootGdt.DATA);
    }
    return new EntryState.Protected32(
        (int) entry,
        CODE_SELECTOR,
        DATA_SELECTOR,
        BOOTLOADER_MAGIC,
        (int) info,
        0,
        0,
        gdt,
        limit,
        false);
  }

  private ElfImage image() throws BootException {
    if (header.hasAddresses()) {
      return new ElfImage(file, false, header.entry(), List.of(header.segment()), List.of());
    }
    if (!ElfImage.isOne(file)) {
      throw file.bad("has a Multiboot header without load addresses and is no ELF file");
    }
    return ElfImage.parse(file);
  }

  private List<Loaded> modules(long top) throws BootException {
    var loaded = new java.util.ArrayList<Loaded>();
    long at = top;
    for (BootModule module : context.kernel().modules()) {
      ImageFile content = ImageFile.read(module.file());
      at = at + PAGE - 1 & -PAGE;
      if (at + content.size() > 0xffff_ffffL || !context.map().isRam(at, content.size())) {
        throw content.bad(
            "has %d bytes and does not fit behind the kernel in %d MiB of memory (-m)"
                .formatted(content.size(), context.map().ramBytes() + 0xf_ffff >> 20));
      }
      content.load(0, content.size(), memory, at);
      loaded.add(new Loaded(at, at + content.size(), module.commandLine()));
      at += content.size();
    }
    return loaded;
  }

  /** Low memory where the image leaves it free, else behind everything that was loaded. */
  private long placeInfo(ElfImage image, long behind) throws BootException {
    boolean low = !image.overlaps(LowMemory.MULTIBOOT_INFO, LowMemory.MULTIBOOT_INFO_END);
    long info = low ? LowMemory.MULTIBOOT_INFO : behind + PAGE - 1 & -PAGE;
    infoEnd = info + LowMemory.MULTIBOOT_INFO_END - LowMemory.MULTIBOOT_INFO;
    if (!context.map().isRam(info, infoEnd - info)) {
      throw file.bad("leaves no memory for the boot information (-m)");
    }
    free = info + INFO_BYTES;
    return info;
  }

  private void info(long info, List<Loaded> modules) throws BootException {
    MemoryMap map = context.map();
    writer.zero(info, INFO_BYTES);
    writer.u32(info, INFO_FLAGS);
    writer.u32(info + 4, map.conventionalTop() >> 10);
    writer.u32(info + 8, map.lowTop() - (1 << 20) >> 10);
    String arguments = context.kernel().commandLine();
    writer.u32(info + 16, string(file.name() + " " + arguments));
    writer.u32(info + 20, modules.size());
    writer.u32(info + 24, moduleList(modules));
    long length = 24L * map.entries().size();
    writer.u32(info + 44, length);
    writer.u32(info + 48, memoryMap(map));
    writer.u32(info + 64, string("kvas"));
  }

  private long reserve(int bytes) throws BootException {
    long at = free;
    if (at + bytes > infoEnd) {
      throw file.bad(
          "has command lines and modules that fill more than 64 KiB of boot information");
    }
    free = at + bytes + 3 & -4;
    return at;
  }

  private long string(String text) throws BootException {
    byte[] bytes = GuestWriter.cString(text);
    long at = reserve(bytes.length);
    writer.bytes(at, bytes);
    return at;
  }

  private long moduleList(List<Loaded> modules) throws BootException {
    long list = reserve(16 * modules.size());
    for (int i = 0; i < modules.size(); i++) {
      Loaded module = modules.get(i);
      writer.u32(list + 16L * i, module.start);
      writer.u32(list + 16L * i + 4, module.end);
      writer.u32(list + 16L * i + 8, string(module.commandLine));
      writer.u32(list + 16L * i + 12, 0);
    }
    return list;
  }

  private long memoryMap(MemoryMap map) throws BootException {
    long table = reserve(24 * map.entries().size());
    long at = table;
    for (MemoryMap.Entry entry : map.entries()) {
      writer.u32(at, 20);
      writer.u64(at + 4, entry.address());
      writer.u64(at + 12, entry.length());
      writer.u32(at + 20, entry.type());
      at += 24;
    }
    return table;
  }
}
