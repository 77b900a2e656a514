package org.kvas.runtime.mmu;

import org.kvas.devices.MmioDevice;

/** A stretch of guest-physical addresses and what answers there. */
public sealed interface MemoryRegion {
  /** First guest-physical address. */
  long base();

  /** In bytes. */
  long size();

  /** The first address behind it. */
  default long end() {
    return base() + size();
  }

  /** Memory that is read and written in place; pages of 4 KiB. */
  record Ram(long base, long size, GuestRam memory, long offset) implements MemoryRegion {
    public Ram {
      requirePages(base, size);
      requirePages(offset, size);
      memory.address(offset, size);
    }

    public Ram(long base, GuestRam memory) {
      this(base, memory.size(), memory, 0);
    }
  }

  /** Memory whose pages are made as they are touched. An access lies in one page. */
  record Sparse(long base, long size, SparseRam memory) implements MemoryRegion {
    public Sparse {
      requirePages(base, size);
    }
  }

  /** Memory that ignores writes; pages of 4 KiB. */
  record Rom(long base, long size, GuestRam memory, long offset) implements MemoryRegion {
    public Rom {
      requirePages(base, size);
      requirePages(offset, size);
      memory.address(offset, size);
    }
  }

  /**
   * Read from one place and written to another, as a chipset does while firmware copies itself into
   * the RAM below it; pages of 4 KiB.
   */
  record Shadow(MemoryRegion reads, MemoryRegion writes) implements MemoryRegion {
    public Shadow {
      if (reads.base() != writes.base() || reads.size() != writes.size()) {
        throw new IllegalArgumentException(
            "both sides of a shadow region lie at the same addresses");
      }
    }

    @Override
    public long base() {
      return reads.base();
    }

    @Override
    public long size() {
      return reads.size();
    }
  }

  /** A device's registers. */
  record Mmio(long base, long size, MmioDevice device) implements MemoryRegion {}

  /** Nothing answers: reads ones, ignores writes. Hides what lies below. */
  record Unassigned(long base, long size) implements MemoryRegion {}

  private static void requirePages(long base, long size) {
    if (((base | size) & 0xfff) != 0 || size <= 0) {
      throw new IllegalArgumentException(
          "memory is mapped in 4 KiB pages, not at 0x%x + 0x%x".formatted(base, size));
    }
  }
}
