package org.kvas.runtime.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A file that the guest's firmware configuration device serves by name. */
public sealed interface FirmwareEntry {
  int MOST_BYTES = 64 << 20;

  /** At most 55 bytes of ASCII, for example {@code opt/org.example/answer}. */
  String name();

  byte[] content() throws IOException;

  /** The content of a host file, read at power-on. */
  record FromFile(String name, Path file) implements FirmwareEntry {
    @Override
    public byte[] content() throws IOException {
      return HostFile.read(file, MOST_BYTES);
    }
  }

  /** A text, without a terminating zero. */
  record FromText(String name, String text) implements FirmwareEntry {
    @Override
    public byte[] content() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}
