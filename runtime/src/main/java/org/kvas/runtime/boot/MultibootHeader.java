package org.kvas.runtime.boot;

import org.jspecify.annotations.Nullable;

/**
 * The header that makes a file a Multiboot 1 kernel. Multiboot Specification 0.6.96, 3.1.
 *
 * @param offset in the file
 */
record MultibootHeader(ImageFile file, int offset, int flags) {
  private static final int MAGIC = 0x1bad_b002;
  private static final int SEARCHED = 8192;
  private static final int KNOWN_REQUIREMENTS = 7;
  private static final int REQUIREMENTS = 0xffff;
  private static final int HAS_ADDRESSES = 1 << 16;

  /** Null if the file has none. */
  static @Nullable MultibootHeader find(ImageFile file) throws BootException {
    for (int at = 0; at + 12 <= Math.min(SEARCHED, file.size()); at += 4) {
      if (file.i32(at) == MAGIC && file.i32(at) + file.i32(at + 4) + file.i32(at + 8) == 0) {
        return new MultibootHeader(file, at, file.i32(at + 4));
      }
    }
    return null;
  }

  void checkRequirements() throws BootException {
    int unknown = flags & REQUIREMENTS & ~KNOWN_REQUIREMENTS;
    if (unknown != 0) {
      throw file.bad(
          "asks for Multiboot features that do not exist (flags 0x%x)".formatted(unknown));
    }
  }

  /** Whether the header itself says where the image goes (the "a.out kludge"). */
  boolean hasAddresses() {
    return (flags & HAS_ADDRESSES) != 0;
  }

  /** The image that the header's address fields describe, as one segment. */
  ElfImage.Segment segment() throws BootException {
    long headerAddress = file.u32(offset + 12);
    long loadAddress = file.u32(offset + 16);
    long loadEnd = file.u32(offset + 20);
    long bssEnd = file.u32(offset + 24);
    long start = offset - (headerAddress - loadAddress);
    long fileSize = loadEnd == 0 ? file.size() - start : loadEnd - loadAddress;
    if (loadAddress > headerAddress || !file.has(start, fileSize)) {
      throw file.bad(
          "is truncated or damaged: its Multiboot header wants bytes %d to %d of %d"
              .formatted(start, start + fileSize, file.size()));
    }
    return new ElfImage.Segment(
        start,
        loadAddress,
        loadAddress,
        (int) fileSize,
        Math.max(fileSize, bssEnd == 0 ? 0 : bssEnd - loadAddress));
  }

  long entry() throws BootException {
    return file.u32(offset + 28);
  }
}
