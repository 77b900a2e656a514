package org.kvas.runtime.boot;

import java.io.IOException;

/**
 * LZ4's legacy frame, which Linux images use: blocks of at most 8 MiB, each a length and a sequence
 * of literals and matches (lz4_Block_format.md).
 */
final class Lz4 {
  static final int LEGACY_MAGIC = 0x184c_2102;

  private final byte[] in;
  private final byte[] out;
  private int written;

  private Lz4(byte[] in, byte[] out) {
    this.in = in;
    this.out = out;
  }

  /** Unpacks blocks from {@code in} until {@code out} is full. */
  static void decodeLegacy(byte[] in, byte[] out) throws IOException {
    new Lz4(in, out).frame();
  }

  private void frame() throws IOException {
    int at = 4;
    while (written < out.length) {
      int length = at + 4 <= in.length ? u16(at) | u16(at + 2) << 16 : -1;
      at += 4;
      if (length == LEGACY_MAGIC) {
        continue;
      }
      if (length <= 0 || length > in.length - at) {
        throw new IOException("block ends outside the data");
      }
      try {
        block(at, at + length);
      } catch (ArrayIndexOutOfBoundsException e) {
        throw new IOException("damaged block", e);
      }
      at += length;
    }
  }

  private int u16(int at) {
    return in[at] & 0xff | (in[at + 1] & 0xff) << 8;
  }

  private void block(int start, int end) throws IOException {
    int at = start;
    while (at < end) {
      int token = in[at++] & 0xff;
      int literals = token >>> 4;
      if (literals == 15) {
        int more;
        do {
          more = in[at++] & 0xff;
          literals += more;
        } while (more == 255);
      }
      if (literals > end - at || literals > out.length - written) {
        throw new IOException("literals outside the data");
      }
      System.arraycopy(in, at, out, written, literals);
      at += literals;
      written += literals;
      if (at >= end) {
        return;
      }
      int distance = u16(at);
      at += 2;
      int length = token & 15;
      if (length == 15) {
        int more;
        do {
          more = in[at++] & 0xff;
          length += more;
        } while (more == 255);
      }
      match(distance, length + 4);
    }
  }

  private void match(int distance, int length) throws IOException {
    if (distance == 0 || distance > written || length < 0 || length > out.length - written) {
      throw new IOException("match outside the data");
    }
    if (distance >= length) {
      System.arraycopy(out, written - distance, out, written, length);
    } else {
      for (int i = 0; i < length; i++) {
        out[written + i] = out[written + i - distance];
      }
    }
    written += length;
  }
}
