package org.kvas.runtime.boot;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.SingleXZInputStream;

/**
 * The ELF file inside a bzImage: gzip, XZ (with the x86 filter), LZMA or LZ4, followed by its
 * unpacked size.
 */
final class KernelPayload {
  private static final long MAX_UNPACKED = 192L << 20;

  /** In KiB; Linux compresses with a dictionary of 32 to 128 MiB. */
  private static final int MAX_DICTIONARY_KIB = 160 << 10;

  private static final int SMALLEST = 16;

  private enum Format {
    GZIP,
    XZ,
    LZMA,
    LZ4,
    /** Zstandard, LZO, bzip2, or nothing compressed at all. */
    OTHER
  }

  private final BzImage kernel;

  KernelPayload(BzImage kernel) {
    this.kernel = kernel;
  }

  ImageFile unpack() throws BootException {
    ImageFile file = kernel.file();
    if (kernel.payloadLength() < SMALLEST) {
      throw file.bad(
          "has no compressed kernel that could be unpacked (boot protocol %d.%02d)"
              .formatted(kernel.version() >> 8, kernel.version() & 0xff));
    }
    byte[] packed = file.slice(kernel.payloadOffset(), kernel.payloadLength());
    byte[] out = new byte[unpackedSize()];
    try {
      unpack(packed, out);
    } catch (BootException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new BootException(file.name() + ": its compressed kernel is truncated or damaged", e);
    }
    return new ImageFile(file.name() + " (unpacked)", out);
  }

  private int unpackedSize() throws BootException {
    long size = kernel.file().u32(kernel.payloadOffset() + kernel.payloadLength() - 4);
    if (size == 0 || size > MAX_UNPACKED) {
      throw kernel.file().bad("claims to unpack to %d bytes".formatted(size));
    }
    return (int) size;
  }

  private Format format() throws BootException {
    ImageFile file = kernel.file();
    long start = kernel.payloadOffset();
    if (file.u16(start) == 0x8b1f) {
      return Format.GZIP;
    }
    if (file.matches(
        start, (byte) 0xfd, (byte) '7', (byte) 'z', (byte) 'X', (byte) 'Z', (byte) 0)) {
      return Format.XZ;
    }
    if (file.matches(start, (byte) 0x5d, (byte) 0, (byte) 0)) {
      return Format.LZMA;
    }
    return file.i32(start) == Lz4.LEGACY_MAGIC ? Format.LZ4 : Format.OTHER;
  }

  private void unpack(byte[] packed, byte[] out) throws IOException {
    if (format() == Format.LZ4) {
      Lz4.decodeLegacy(packed, out);
      return;
    }
    try (InputStream stream = decompressor(new ByteArrayInputStream(packed))) {
      if (stream.readNBytes(out, 0, out.length) != out.length) {
        throw new IOException("too short");
      }
    }
  }

  private InputStream decompressor(InputStream packed) throws IOException {
    return switch (format()) {
      case GZIP -> new GZIPInputStream(packed, 1 << 16);
      case XZ -> new SingleXZInputStream(packed, MAX_DICTIONARY_KIB);
      case LZMA -> new LZMAInputStream(packed, MAX_DICTIONARY_KIB);
      case LZ4, OTHER ->
          throw kernel
              .file()
              .bad(
                  "its kernel is compressed in a format that only its own code can unpack (entry=linux)");
    };
  }
}
