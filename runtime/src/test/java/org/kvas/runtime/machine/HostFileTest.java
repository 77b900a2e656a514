package org.kvas.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files of the host of every size. */
class HostFileTest {
  @TempDir Path folder;

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("file"), content);
  }

  @Test
  void aFileOfManyReadsIsWhole() throws IOException {
    byte[] content = new byte[(5 << 20) + 17];
    new Random(1).nextBytes(content);
    assertThat(HostFile.read(file(content), content.length)).isEqualTo(content);
    assertThat(HostFile.read(file(new byte[0]), 10)).isEmpty();
  }

  @Test
  void moreThanTheMostIsRefused() throws IOException {
    Path file = file(new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> HostFile.read(file, 1 << 20))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("has more than 1 MiB");
  }

  /** Their size is said to be 0. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void filesOfTheKernelAreRead() throws IOException {
    Path file = Path.of("/proc/self/status");
    assertThat(new String(HostFile.read(file, 1 << 20), java.nio.charset.StandardCharsets.UTF_8))
        .contains("VmRSS:");
    assertThatThrownBy(() -> HostFile.read(file, 10)).hasMessageContaining("has more than");
  }
}
