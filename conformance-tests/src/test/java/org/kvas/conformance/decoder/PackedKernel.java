package org.kvas.conformance.decoder;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorInputStream;
import org.tukaani.xz.SingleXZInputStream;

/** The ELF file that is packed into a kernel image. Linux, Documentation/arch/x86/boot.rst. */
final class PackedKernel {
  private static final int SETUP_SECTORS = 0x1f1;
  private static final int PAYLOAD_OFFSET = 0x248;
  private static final int PAYLOAD_LENGTH = 0x24c;
  private static final int SECTOR = 512;
  private static final int LZ4 = 0x184c2102;

  private PackedKernel() {}

  /** Of XZ or of LZ4's older format, which is what Debian has. */
  static byte[] unpack(byte[] image) throws IOException {
    ByteBuffer kernel = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    int offset = (1 + image[SETUP_SECTORS]) * SECTOR + kernel.getInt(PAYLOAD_OFFSET);
    int length = kernel.getInt(PAYLOAD_LENGTH) - Integer.BYTES;
    if (kernel.getInt(offset) == LZ4) {
      return blocks(kernel.slice(offset + 4, length - 4).order(ByteOrder.LITTLE_ENDIAN));
    }
    try (InputStream in =
        new SingleXZInputStream(new ByteArrayInputStream(image, offset, length))) {
      return in.readAllBytes();
    }
  }

  private static byte[] blocks(ByteBuffer packed) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (packed.remaining() > Integer.BYTES) {
      byte[] block = new byte[packed.getInt()];
      packed.get(block);
      try (InputStream in = new BlockLZ4CompressorInputStream(new ByteArrayInputStream(block))) {
        in.transferTo(out);
      }
    }
    return out.toByteArray();
  }
}
