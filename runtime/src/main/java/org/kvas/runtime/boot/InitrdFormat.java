package org.kvas.runtime.boot;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/**
 * Tells a Linux initial RAM disk from a file that Linux could only panic over: init/initramfs.c
 * unpacks cpio archives, plain or compressed, and init/do_mounts_rd.c knows some file systems.
 */
final class InitrdFormat {
  /**
   * Compressed archives up to this size are unpacked once to see whether they are whole; larger
   * ones would delay the start.
   */
  private static final int VERIFY_UP_TO = 4 << 20;

  private static final int CPIO_HEADER = 110;

  private InitrdFormat() {}

  static void check(ImageFile initrd) throws BootException {
    int start = 0;
    while (start + 4 <= initrd.size() && initrd.i32(start) == 0) {
      start += 4;
    }
    if (initrd.matches(start, (byte) 0x1f, (byte) 0x8b)) {
      checkGzip(initrd, start);
    } else if (isCpio(initrd, start)) {
      checkCpio(initrd, start);
    } else if (!isOtherCompression(initrd, start) && !isFileSystem(initrd)) {
      throw initrd.bad(
          "is no initial RAM disk: neither a cpio archive, plain or compressed, nor a file system");
    }
  }

  private static boolean isCpio(ImageFile file, long offset) {
    return file.matches(offset, ascii("070701")) || file.matches(offset, ascii("070702"));
  }

  private static boolean isOtherCompression(ImageFile file, long offset) {
    return file.matches(offset, ascii("BZh"))
        || file.matches(offset, (byte) 0xfd, (byte) '7', (byte) 'z', (byte) 'X', (byte) 'Z')
        || file.matches(offset, (byte) 0x5d, (byte) 0, (byte) 0)
        || file.matches(offset, (byte) 0x89, (byte) 'L', (byte) 'Z', (byte) 'O')
        || file.matches(offset, (byte) 0x02, (byte) 0x21, (byte) 0x4c, (byte) 0x18)
        || file.matches(offset, (byte) 0x28, (byte) 0xb5, (byte) 0x2f, (byte) 0xfd)
        || file.matches(offset, (byte) 0x1f, (byte) 0x9e);
  }

  private static boolean isFileSystem(ImageFile file) {
    return file.matches(0x438, (byte) 0x53, (byte) 0xef) // ext2 and later
        || file.matches(0x410, (byte) 0x7f, (byte) 0x13) // minix
        || file.matches(0x410, (byte) 0x8f, (byte) 0x13)
        || file.matches(0, ascii("-rom1fs-"))
        || file.matches(0, ascii("hsqs"))
        || file.matches(0, (byte) 0x45, (byte) 0x3d, (byte) 0xcd, (byte) 0x28); // cramfs
  }

  private static byte[] ascii(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  private static void checkGzip(ImageFile initrd, int start) throws BootException {
    if (initrd.size() > VERIFY_UP_TO) {
      return;
    }
    try (var stream =
        new GZIPInputStream(
            new ByteArrayInputStream(initrd.slice(start, initrd.size() - start)), 1 << 16)) {
      byte[] sink = new byte[1 << 16];
      while (stream.read(sink) >= 0) {
        // Only the checksum at the end matters.
      }
    } catch (BootException e) {
      throw e;
    } catch (IOException e) {
      throw new BootException(initrd.name() + ": is a truncated or damaged gzip archive", e);
    }
  }

  /**
   * Follows the headers to the trailer. Documentation/driver-api/early-userspace/buffer-format.rst.
   */
  private static void checkCpio(ImageFile initrd, int start) throws BootException {
    long at = start;
    while (isCpio(initrd, at)) {
      if (!initrd.has(at, CPIO_HEADER)) {
        throw initrd.bad("is a truncated cpio archive");
      }
      long fileSize = hex(initrd, at + 54);
      long nameSize = hex(initrd, at + 94);
      long data = align(at + CPIO_HEADER + nameSize - start) + start;
      if (!initrd.has(data, fileSize)) {
        throw initrd.bad("is a truncated cpio archive");
      }
      if (fileSize == 0 && initrd.matches(at + CPIO_HEADER, ascii("TRAILER!!!"))) {
        return;
      }
      at = align(data + fileSize - start) + start;
    }
    throw initrd.bad("is a truncated or damaged cpio archive: it has no trailer");
  }

  private static long align(long offset) {
    return offset + 3 & -4;
  }

  private static long hex(ImageFile file, long offset) throws BootException {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      int digit = Character.digit(file.u8(offset + i), 16);
      if (digit < 0) {
        throw file.bad("is a damaged cpio archive");
      }
      value = value << 4 | digit;
    }
    return value;
  }
}
