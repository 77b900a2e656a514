package org.kvas.runtime.machine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class HostOutputTest {
  /** A disk with room for two bytes. */
  private static final class SmallDisk extends OutputStream {
    private final StringBuilder written = new StringBuilder();

    @Override
    public void write(int value) throws IOException {
      if (written.length() == 2) {
        throw new IOException("No space left on device");
      }
      written.append((char) value);
    }
  }

  @Test
  void aFullDiskIsToldOnce() {
    SmallDisk disk = new SmallDisk();
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    try (HostOutput output = new HostOutput("log", disk, new PrintStream(messages, true, UTF_8))) {
      for (char c : "abcdef".toCharArray()) {
        output.write(c);
      }
      output.write(new byte[100], 0, 100);
    }
    assertThat(disk.written.toString()).isEqualTo("ab");
    assertThat(messages.toString(UTF_8))
        .isEqualToNormalizingNewlines(
            "kvas: log: No space left on device; further output to it is lost\n");
  }
}
