package org.kvas.runtime.machine;

/** How {@code -kernel} is started. */
public enum EntryProtocol {
  /** {@link #LINUX} for a bzImage, {@link #MULTIBOOT} or {@link #PVH} for an ELF file. */
  AUTO,
  /** The Linux boot protocol; the image unpacks itself. */
  LINUX,
  /** The 32-bit entry of the ELF note XEN_ELFNOTE_PHYS32_ENTRY; a bzImage is unpacked first. */
  PVH,
  /** Multiboot 1. */
  MULTIBOOT
}
