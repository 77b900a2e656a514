package org.kvas.runtime.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads files of the host that a user names: they may be too large, or devices without an end. */
public final class HostFile {
  /** Most bytes of what is no regular file: its size shows only when memory for it is gone. */
  private static final int MOST_OF_A_PIPE = 128 << 20;

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
      if (regular && Files.size(file) > limit) {
        throw tooLarge(file, limit);
      }
      byte[] bytes = regular ? in.readAllBytes() : in.readNBytes(limit + 1);
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

  private static FileSystemException tooLarge(Path file, int most) {
    return new FileSystemException(
        file.toString(), null, "has more than %d MiB".formatted(most >> 20));
  }
}
