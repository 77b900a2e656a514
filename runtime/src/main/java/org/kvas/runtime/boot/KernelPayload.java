package org.kvas.runtime.boot;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.SingleXZInputStream;

/** The ELF file inside a bzImage: gzip, XZ (with the x86 filter), LZMA or LZ4, followed by its unpacked size. */
final class KernelPayload {
  private static final long MAX_UNPACKED = 192L << 20;

  /** In KiB; Linux compresses with a dictionary of 32 to 128 MiB. */
  private static final int MAX_DICTIONARY_KIB = 160 << 10;

  private final BzImage kernel;

  KernelPayload(BzImage kernel) {
    this.kernel = kernel;
  }

  ImageFile unpack() throws BootException {
    ImageFile file = kernel.file();
    if (kernel.payloadLength() < 16) {
      throw file.bad("has no compressed kernel that could be unpacked (boot protocol %d.%02d)".formatted(kernel.version() >> 8, kernel.version() & 0xff));
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

  private void unpack(byte[] packed, byte[] out) throws IOException {
    ImageFile file = new ImageFile(kernel.file().name(), packed);
    if (file.i32(0) == Lz4.LEGACY_MAGIC) {
      Lz4.decodeLegacy(packed, out);
      return;
    }
    try (InputStream stream = decompressor(file, packed)) {
      if (stream.readNBytes(out, 0, out.length) != out.length) {
        throw new IOException("too short");
      }
    }
  }

  private InputStream decompressor(ImageFile file, byte[] packed) throws IOException {
    var source = new ByteArrayInputStream(packed);
    if (file.u16(0) == 0x8b1f) {
      return new GZIPInputStream(source, 1 << 16);
    }
    if (file.matches(0, (byte) 0xfd, (byte) '7', (byte) 'z', (byte) 'X', (byte) 'Z', (byte) 0)) {
      return new SingleXZInputStream(source, MAX_DICTIONARY_KIB);
    }
    if (file.matches(0, (byte) 0x5d, (byte) 0, (byte) 0)) {
      return new LZMAInputStream(source, MAX_DICTIONARY_KIB);
    }
    String format =
        switch (file.i32(0)) {
          case 0xfd2f_b528 -> "zstd";
          case 0x4f5a_4c89 -> "LZO";
          default -> file.u16(0) == 0x5a42 ? "bzip2" : "an unknown format";
        };
    throw kernel.file().bad("its kernel is compressed with %s, which only the Linux boot protocol can start (entry=linux)".formatted(format));
  }
}
