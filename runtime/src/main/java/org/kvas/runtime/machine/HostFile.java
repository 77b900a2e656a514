package org.kvas.runtime.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads files of the host that a user names: they may be too large, or devices without an end. */
public final class HostFile {
  /** Most bytes of what is no regular file: its size shows only when memory for it is gone. */
  private static final int MOST_OF_A_PIPE = 128 << 20;

  /** The JVM keeps a native buffer as large as the largest read, for the life of the thread. */
  private static final int READ_BYTES = 1 << 20;

  private HostFile() {}

  /**
   * All of a file.
   *
   * @param most bytes
   * @throws FileSystemException that names the file, also where it has more bytes
   */
  public static byte[] read(Path file, int most) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      boolean regular = Files.isRegularFile(file);
      int limit = regular ? most : Math.min(most, MOST_OF_A_PIPE);
      long size = regular ? Files.size(file) : 0;
      if (size > limit) {
        throw tooLarge(file, limit);
      }
      byte[] bytes = read(in, (int) size, limit);
      if (bytes.length > limit) {
        throw tooLarge(file, limit);
      }
      return bytes;
    } catch (OutOfMemoryError e) {
      throw new FileSystemException(file.toString(), null, "does not fit into Kvas's heap");
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new FileSystemException(file.toString(), null, String.valueOf(e.getMessage()));
    }
  }

  /**
   * To the end, or one byte more than the limit.
   *
   * @param expected bytes; a pipe, a file of {@code /proc} and a file that grows have more
   */
  private static byte[] read(InputStream in, int expected, int limit) throws IOException {
    byte[] bytes = new byte[expected];
    int length = 0;
    while (length < expected) {
      int read = in.read(bytes, length, Math.min(READ_BYTES, expected - length));
      if (read < 0) {
        return Arrays.copyOf(bytes, length);
      }
      length += read;
    }
    byte[] more = in.readNBytes(limit + 1 - length);
    if (more.length > 0) {
      bytes = Arrays.copyOf(bytes, length + more.length);
      System.arraycopy(more, 0, bytes, length, more.length);
    }
    return bytes;
  }

  private static FileSystemException tooLarge(Path file, int most) {
    return new FileSystemException(
        file.toString(), null, "has more than %d MiB".formatted(most >> 20));
  }
}
