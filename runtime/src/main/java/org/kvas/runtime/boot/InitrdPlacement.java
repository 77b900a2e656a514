package org.kvas.runtime.boot;

/**
 * Where the initial RAM disk goes: as high as the kernel can reach, on a page boundary, clear of
 * what the kernel uses while it starts.
 */
record InitrdPlacement(long address, int length) {
  static final InitrdPlacement NONE = new InitrdPlacement(0, 0);
  private static final int PAGE = 4096;

  /**
   * @param floor first address behind the kernel
   * @param ceiling first address the RAM disk must not reach
   */
  static InitrdPlacement place(ImageFile initrd, long floor, long ceiling, MemoryMap map)
      throws BootException {
    long address = ceiling - initrd.size() & -PAGE;
    if (address < floor || !map.isRam(address, initrd.size())) {
      throw initrd.bad(
          "has %d bytes and does not fit next to the kernel in %d MiB of memory (-m)"
              .formatted(initrd.size(), map.ramBytes() + 0xf_ffff >> 20));
    }
    return new InitrdPlacement(address, initrd.size());
  }
}
