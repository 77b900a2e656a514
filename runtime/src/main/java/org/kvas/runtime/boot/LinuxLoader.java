package org.kvas.runtime.boot;

import org.kvas.devices.GuestMemory;
import org.kvas.translator.x86.decode.Feature;

/**
 * The Linux boot protocol from where a 32-bit or 64-bit boot loader leaves off: kernel, command
 * line and RAM disk in place, the zero page filled, and the kernel's 32-bit or 64-bit entry called.
 * Documentation/arch/x86/boot.rst and zero-page.rst. The image's own code unpacks it and chooses
 * the kernel's address.
 */
final class LinuxLoader {
  private static final int TYPE_OF_LOADER_UNDEFINED = 0xff;
  private static final int MAX_E820 = 128;
  private static final int CODE_SELECTOR = 0x10;
  private static final int DATA_SELECTOR = 0x18;
  private static final long LARGE_PAGE = 2L << 20;
  private static final long ENTRY_64_OFFSET = 0x200;

  private final BootContext context;
  private final BzImage kernel;
  private final GuestMemory memory;
  private final GuestWriter writer;

  LinuxLoader(BootContext context, BzImage kernel) {
    this.context = context;
    this.kernel = kernel;
    this.memory = context.memory();
    this.writer = new GuestWriter(memory);
  }

  EntryState load() throws BootException {
    requireMode();
    long top = context.map().lowTop();
    long address = kernel.loadAddress(top);
    InitrdPlacement initrd = initrd(kernel.startupEnd(address), top);
    kernel.file().load(kernel.codeOffset(), kernel.codeLength(), memory, address);
    zeroPage(address, initrd);
    return kernel.is64Bit() ? enter64(address + ENTRY_64_OFFSET) : enter32(address);
  }

  private void requireMode() throws BootException {
    if (kernel.is64Bit() && !context.cpu().has(Feature.LM)) {
      throw kernel
          .file()
          .bad(
              "is a 64-bit kernel and the processor %s has no 64-bit mode (-cpu)"
                  .formatted(context.cpu().name()));
    }
  }

  private InitrdPlacement initrd(long floor, long top) throws BootException {
    var path = context.kernel().initrdFile();
    if (path.isEmpty()) {
      return InitrdPlacement.NONE;
    }
    ImageFile file = ImageFile.read(path.get());
    InitrdFormat.check(file);
    InitrdPlacement place =
        InitrdPlacement.place(file, floor, Math.min(top, kernel.initrdMax() + 1), context.map());
    file.load(0, file.size(), memory, place.address());
    return place;
  }

  private void zeroPage(long address, InitrdPlacement initrd) throws BootException {
    long page = LowMemory.BOOT_PARAMS;
    writer.zero(page, 4096);
    int headerLength = kernel.headerEnd() - BzImage.SETUP_HEADER;
    writer.bytes(
        page + BzImage.SETUP_HEADER, kernel.file().slice(BzImage.SETUP_HEADER, headerLength));
    writer.u8(page + 0x210, TYPE_OF_LOADER_UNDEFINED);
    writer.u32(page + 0x214, address);
    writer.u32(page + 0x218, initrd.address());
    writer.u32(page + 0x21c, initrd.length());
    writer.u32(page + 0x228, LowMemory.COMMAND_LINE);
    writer.u64(page + 0x070, context.rsdp());
    long kibAbove1M = context.map().lowTop() - (1 << 20) >> 10;
    writer.u16(page + 0x002, (int) Math.min(kibAbove1M, 0xfc00));
    writer.u32(page + 0x1e0, kibAbove1M);
    commandLine();
    memoryMap();
  }

  private void commandLine() throws BootException {
    byte[] text = GuestWriter.cString(context.kernel().commandLine());
    int limit = Math.min(kernel.commandLineMax(), LowMemory.COMMAND_LINE_BYTES - 1);
    if (text.length - 1 > limit) {
      throw kernel
          .file()
          .bad(
              "takes a command line of at most %d bytes and -append has %d"
                  .formatted(limit, text.length - 1));
    }
    writer.bytes(LowMemory.COMMAND_LINE, text);
  }

  private void memoryMap() {
    int count = 0;
    for (MemoryMap.Entry entry : context.map().entries()) {
      if (count < MAX_E820) {
        long at = LowMemory.BOOT_PARAMS + 0x2d0 + 20L * count++;
        writer.u64(at, entry.address());
        writer.u64(at + 8, entry.length());
        writer.u32(at + 16, entry.type());
      }
    }
    writer.u8(LowMemory.BOOT_PARAMS + 0x1e8, count);
  }

  private EntryState enter32(long entry) {
    int limit = BootGdt.write(memory, 0, 0, BootGdt.CODE_32, BootGdt.DATA);
    return new EntryState.Protected32(
        (int) entry,
        CODE_SELECTOR,
        DATA_SELECTOR,
        0,
        0,
        (int) LowMemory.BOOT_PARAMS,
        0,
        LowMemory.GDT,
        limit,
        false);
  }

  private EntryState enter64(long entry) {
    int limit = BootGdt.write(memory, 0, 0, BootGdt.CODE_64, BootGdt.DATA);
    identityMap();
    return new EntryState.Long64(
        entry,
        CODE_SELECTOR,
        DATA_SELECTOR,
        LowMemory.BOOT_PARAMS,
        0,
        LowMemory.PAGE_TABLES,
        LowMemory.GDT,
        limit);
  }

  /** The first 4 GiB in 2 MiB pages. */
  private void identityMap() {
    long pml4 = LowMemory.PAGE_TABLES;
    long pdpt = pml4 + 0x1000;
    long directories = pml4 + 0x2000;
    final int presentWritable = 3;
    final int large = 0x80;
    writer.zero(pml4, 0x6000);
    writer.u64(pml4, pdpt | presentWritable);
    for (int i = 0; i < 4; i++) {
      writer.u64(pdpt + 8L * i, directories + 0x1000L * i | presentWritable);
    }
    for (int i = 0; i < 4 * 512; i++) {
      writer.u64(directories + 8L * i, LARGE_PAGE * i | presentWritable | large);
    }
  }
}
