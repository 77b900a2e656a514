package org.kvas.runtime.guest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * An initial RAM disk being written: cpio's "newc" format (Linux,
 * Documentation/driver-api/early-userspace/buffer-format.rst). Everything belongs to root.
 */
public final class CpioArchive {
  private static final int DIRECTORY = 0040000;
  private static final int REGULAR = 0100000;
  private static final int SYMBOLIC_LINK = 0120000;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int inode;

  public CpioArchive directory(String path) {
    return entry(path, DIRECTORY | 0755, 0, 0, new byte[0]);
  }

  /**
   * @param permissions the low nine bits of the mode, for example 0755
   */
  public CpioArchive file(String path, int permissions, byte[] content) {
    return entry(path, REGULAR | permissions, 0, 0, content);
  }

  public CpioArchive symbolicLink(String path, String target) {
    return entry(path, SYMBOLIC_LINK | 0777, 0, 0, target.getBytes(StandardCharsets.UTF_8));
  }

  public CpioArchive characterDevice(String path, int permissions, int major, int minor) {
    return entry(path, CHARACTER_DEVICE | permissions, major, minor, new byte[0]);
  }

  /** The archive with its end mark. */
  public byte[] finish() {
    entry("TRAILER!!!", 0, 0, 0, new byte[0]);
    return out.toByteArray();
  }

  private CpioArchive entry(String path, int mode, int major, int minor, byte[] content) {
    byte[] name = (path + '\0').getBytes(StandardCharsets.UTF_8);
    inode++;
    text("070701");
    // ino, mode, uid, gid, nlink, mtime, filesize, devmajor, devminor, rdevmajor, rdevminor,
    // namesize, check
    for (int field :
        new int[] {inode, mode, 0, 0, 1, 0, content.length, 0, 0, major, minor, name.length, 0}) {
      text(HEX.toHexDigits(field));
    }
    out.writeBytes(name);
    align();
    out.writeBytes(content);
    align();
    return this;
  }

  private void text(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void align() {
    while (out.size() % 4 != 0) {
      out.write(0);
    }
  }
}
