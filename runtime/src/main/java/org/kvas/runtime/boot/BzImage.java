package org.kvas.runtime.boot;

/**
 * The setup header of a Linux kernel for the x86 boot protocol (Documentation/arch/x86/boot.rst),
 * 2.02 or newer, loaded high.
 *
 * @param version protocol version, major in the high byte
 * @param headerEnd offset behind the setup header
 * @param codeOffset file offset of the protected-mode part
 * @param codeLength its length in bytes
 * @param initSize bytes from the load address on that the kernel uses before it has read the memory
 *     map
 * @param initrdMax last address the initial RAM disk may use
 * @param payloadOffset file offset of the compressed kernel, 0 if the header does not tell
 */
record BzImage(
    ImageFile file,
    int version,
    int headerEnd,
    long codeOffset,
    int codeLength,
    boolean is64Bit,
    boolean relocatable,
    long preferredAddress,
    long initSize,
    long initrdMax,
    int commandLineMax,
    long payloadOffset,
    int payloadLength) {

  static final int SETUP_HEADER = 0x1f1;
  private static final int HDRS = 0x5372_6448;
  private static final int SECTOR = 512;
  private static final long HIGH_LOAD_ADDRESS = 0x10_0000;
  private static final int LOADED_HIGH = 1;
  private static final int XLF_KERNEL_64 = 1;

  static boolean isOne(ImageFile file) throws BootException {
    return file.size() >= 0x250 && file.u16(0x1fe) == 0xaa55 && file.i32(0x202) == HDRS;
  }

  static BzImage parse(ImageFile file) throws BootException {
    int version = file.u16(0x206);
    if (version < 0x202 || (file.u8(0x211) & LOADED_HIGH) == 0) {
      throw file.bad(
          "is a Linux kernel of boot protocol %d.%02d that loads below 1 MiB; 2.02 and a bzImage are the oldest that can be booted"
              .formatted(version >> 8, version & 0xff));
    }
    int setupSectors = file.u8(SETUP_HEADER);
    long codeOffset = (setupSectors == 0 ? 5 : setupSectors + 1) * (long) SECTOR;
    long codeLength = version >= 0x204 ? file.u32(0x1f4) * 16 : file.size() - codeOffset;
    // The length counts paragraphs of 16 bytes; the last one may be incomplete.
    if (codeLength <= 0 || codeOffset + codeLength - 15 > file.size()) {
      throw file.bad(
          "is truncated: the header tells of %d bytes, the file has %d"
              .formatted(codeOffset + codeLength, file.size()));
    }
    codeLength = Math.min(codeLength, file.size() - codeOffset);
    boolean relocatable = version >= 0x205 && file.u8(0x234) != 0;
    long payload = version >= 0x208 ? file.u32(0x248) : 0;
    return new BzImage(
        file,
        version,
        0x202 + file.u8(0x201),
        codeOffset,
        (int) codeLength,
        version >= 0x20c && (file.u16(0x236) & XLF_KERNEL_64) != 0,
        relocatable,
        version >= 0x20a ? file.u64(0x258) : HIGH_LOAD_ADDRESS,
        version >= 0x20a ? file.u32(0x260) : 3 * codeLength,
        version >= 0x203 ? file.u32(0x22c) : 0x37ff_ffff,
        version >= 0x206 ? file.i32(0x238) : 255,
        payload == 0 ? 0 : codeOffset + payload,
        payload == 0 ? 0 : checkedPayload(file, codeOffset + payload, file.u32(0x24c)));
  }

  private static int checkedPayload(ImageFile file, long offset, long length) throws BootException {
    if (!file.has(offset, length)) {
      throw file.bad(
          "is truncated: its compressed part ends at %d, the file at %d"
              .formatted(offset + length, file.size()));
    }
    return (int) length;
  }

  /** Where it is loaded in a machine whose RAM from 1 MiB ends at {@code top}. */
  long loadAddress(long top) throws BootException {
    long address = relocatable ? HIGH_LOAD_ADDRESS : preferredAddress;
    // A relocatable kernel moves itself up to its preferred address before it unpacks.
    long need = Math.max(preferredAddress, HIGH_LOAD_ADDRESS) + initSize;
    if (preferredAddress < 0 || preferredAddress > 0xffff_ffffL || address < HIGH_LOAD_ADDRESS) {
      throw file.bad("asks for the impossible load address 0x%x".formatted(preferredAddress));
    }
    if (Math.max(need, address + codeLength) > top) {
      throw file.bad(
          "needs memory up to %d MiB to start, and there are %d MiB (-m)"
              .formatted(need + 0xf_ffff >> 20, top >> 20));
    }
    return address;
  }

  /** The first address behind what the kernel uses while it starts. */
  long startupEnd(long loadAddress) {
    return Math.max(Math.max(loadAddress, preferredAddress) + initSize, loadAddress + codeLength);
  }
}
