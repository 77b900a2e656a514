package org.kvas.runtime.boot;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.kvas.devices.GuestMemory;
import org.kvas.runtime.machine.HostFile;

/**
 * A boot image in the Java heap, read little-endian; whatever points outside the file is a {@link
 * BootException} that names it.
 */
final class ImageFile {
  /** No kernel, ROM or RAM disk of this size is meant for a machine of ours. */
  private static final int MAX_BYTES = 512 << 20;

  private final String name;
  private final byte[] bytes;

  /**
   * @param name as the user wrote it
   */
  ImageFile(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  static ImageFile read(Path file) throws BootException {
    try {
      if (Files.isDirectory(file)) {
        throw new BootException(file + ": is a directory");
      }
      return new ImageFile(file.toString(), HostFile.read(file, MAX_BYTES));
    } catch (BootException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new BootException(file + ": no such file", e);
    } catch (FileSystemException e) {
      throw new BootException(
          file + ": " + (e.getReason() == null ? "cannot be read" : e.getReason()), e);
    } catch (IOException e) {
      throw new BootException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  String name() {
    return name;
  }

  int size() {
    return bytes.length;
  }

  BootException bad(String cause) {
    return new BootException(name + ": " + cause);
  }

  boolean has(long offset, long length) {
    return offset >= 0 && length >= 0 && length <= bytes.length && offset <= bytes.length - length;
  }

  private int at(long offset, int length) throws BootException {
    if (!has(offset, length)) {
      throw bad(
          "is truncated or damaged: it refers to offset 0x%x of %d bytes"
              .formatted(offset, bytes.length));
    }
    return (int) offset;
  }

  int u8(long offset) throws BootException {
    return bytes[at(offset, 1)] & 0xff;
  }

  int u16(long offset) throws BootException {
    at(offset, 2);
    return u8(offset) | u8(offset + 1) << 8;
  }

  int i32(long offset) throws BootException {
    at(offset, 4);
    return u16(offset) | u16(offset + 2) << 16;
  }

  long u32(long offset) throws BootException {
    return i32(offset) & 0xffff_ffffL;
  }

  long u64(long offset) throws BootException {
    at(offset, 8);
    return u32(offset) | u32(offset + 4) << 32;
  }

  boolean matches(long offset, byte... expected) {
    return has(offset, expected.length)
        && Arrays.equals(
            bytes, (int) offset, (int) offset + expected.length, expected, 0, expected.length);
  }

  byte[] slice(long offset, int length) throws BootException {
    int start = at(offset, length);
    return Arrays.copyOfRange(bytes, start, start + length);
  }

  /** Copies a part of the file into guest memory. */
  void load(long offset, int length, GuestMemory memory, long address) throws BootException {
    memory.write(address, bytes, at(offset, length), length);
  }
}
