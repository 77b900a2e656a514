package org.kvas.runtime.boot;

import org.kvas.devices.GuestMemory;
import org.kvas.translator.x86.decode.Feature;

/**
 * PVH: an ELF kernel entered at its XEN_ELFNOTE_PHYS32_ENTRY with hvm_start_info version 1.
 * xen/docs/misc/pvh.pandoc, start_info.h.
 */
final class PvhLoader {
  private static final int MAGIC = 0x336e_c578;
  private static final long MODULE_LIST = LowMemory.START_INFO + 0x40;
  private static final long MEMORY_MAP = LowMemory.BOOT_PARAMS;
  private static final int MAX_MAP = 4096 / 24;
  private static final long LOADER_TOP = LowMemory.COMMAND_LINE + LowMemory.COMMAND_LINE_BYTES;
  private static final int CODE_SELECTOR = 0x08;
  private static final int DATA_SELECTOR = 0x10;

  private final BootContext context;
  private final ElfImage kernel;
  private final GuestMemory memory;
  private final GuestWriter writer;

  PvhLoader(BootContext context, ElfImage kernel) {
    this.context = context;
    this.kernel = kernel;
    this.memory = context.memory();
    this.writer = new GuestWriter(memory);
  }

  EntryState load() throws BootException {
    long entry =
        kernel
            .pvhEntry()
            .orElseThrow(() -> kernel.file().bad("has no PVH entry (ELF note 18 of Xen)"));
    if (kernel.is64Bit() && !context.cpu().has(Feature.LM)) {
      throw kernel
          .file()
          .bad(
              "is a 64-bit kernel and the processor %s has no 64-bit mode (-cpu)"
                  .formatted(context.cpu().name()));
    }
    if (entry < 0 || entry > 0xffff_ffffL || !context.map().isRam(entry, 1)) {
      throw kernel
          .file()
          .bad("has its PVH entry at 0x%x, where the machine has no memory".formatted(entry));
    }
    if (kernel.overlaps(LowMemory.GDT, LOADER_TOP)) {
      throw kernel
          .file()
          .bad(
              "loads into the memory below 0x%x that the boot information needs"
                  .formatted(LOADER_TOP));
    }
    long top = kernel.load(memory, context.map());
    startInfo(initrd(top));
    int limit = BootGdt.write(memory, 0, BootGdt.CODE_32, BootGdt.DATA, BootGdt.TSS);
    return new EntryState.Protected32(
        (int) entry,
        CODE_SELECTOR,
        DATA_SELECTOR,
        0,
        (int) LowMemory.START_INFO,
        0,
        0,
        LowMemory.GDT,
        limit,
        true);
  }

  private InitrdPlacement initrd(long top) throws BootException {
    var path = context.kernel().initrdFile();
    if (path.isEmpty()) {
      return InitrdPlacement.NONE;
    }
    ImageFile file = ImageFile.read(path.get());
    // Low enough for every kernel's first mapping of memory.
    InitrdPlacement place =
        InitrdPlacement.place(file, top, Math.min(context.map().lowTop(), 1L << 30), context.map());
    file.load(0, file.size(), memory, place.address());
    return place;
  }

  private void startInfo(InitrdPlacement initrd) throws BootException {
    byte[] commandLine = GuestWriter.cString(context.kernel().commandLine());
    if (commandLine.length > LowMemory.COMMAND_LINE_BYTES) {
      throw kernel
          .file()
          .bad(
              "takes a command line of at most %d bytes"
                  .formatted(LowMemory.COMMAND_LINE_BYTES - 1));
    }
    writer.bytes(LowMemory.COMMAND_LINE, commandLine);
    boolean hasModule = initrd.length() > 0;
    long info = LowMemory.START_INFO;
    writer.zero(info, 0x1000);
    writer.u32(info, MAGIC);
    writer.u32(info + 4, 1);
    writer.u32(info + 12, hasModule ? 1 : 0);
    writer.u64(info + 16, hasModule ? MODULE_LIST : 0);
    writer.u64(info + 24, LowMemory.COMMAND_LINE);
    writer.u64(info + 32, context.rsdp());
    writer.u64(info + 40, MEMORY_MAP);
    writer.u32(info + 48, memoryMap());
    if (hasModule) {
      writer.u64(MODULE_LIST, initrd.address());
      writer.u64(MODULE_LIST + 8, initrd.length());
    }
  }

  private int memoryMap() {
    writer.zero(MEMORY_MAP, 4096);
    int count = 0;
    for (MemoryMap.Entry entry : context.map().entries()) {
      if (count < MAX_MAP) {
        long at = MEMORY_MAP + 24L * count++;
        writer.u64(at, entry.address());
        writer.u64(at + 8, entry.length());
        writer.u32(at + 16, entry.type());
      }
    }
    return count;
  }
}
