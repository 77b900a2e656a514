package org.kvas.runtime.boot;

/**
 * Where the loaders put what a kernel finds at entry, in the first 640 KiB. The first 4 KiB stay as
 * a BIOS would leave them: interrupt vectors and its data.
 */
final class LowMemory {
  static final long GDT = 0x5000;

  /** hvm_start_info, and its module list in the same page. */
  static final long START_INFO = 0x6000;

  /** Linux's zero page, or the memory map of PVH. */
  static final long BOOT_PARAMS = 0x7000;

  /** PML4, PDPT and four page directories for the 64-bit entry. */
  static final long PAGE_TABLES = 0x9000;

  /** Multiboot information with all it points at. */
  static final long MULTIBOOT_INFO = 0x10000;

  static final long MULTIBOOT_INFO_END = 0x20000;

  static final long COMMAND_LINE = 0x20000;
  static final int COMMAND_LINE_BYTES = 0x10000;

  private LowMemory() {}
}
