package org.kvas.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kvas.benchmarks.report.Host;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run as it is kept.
 *
 * @param date ISO 8601, the day
 * @param ending how the VM ended, empty where it was told to at the end of the run
 */
record SoakRun(String date, Host host, List<Work> works, List<Sample> samples, String ending) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  SoakRun {
    works = List.copyOf(works);
    samples = List.copyOf(samples);
  }

  /**
   * @throws IOException with a sentence that names the file
   */
  static SoakRun read(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(file + ": there is no recorded run");
    }
    try {
      return JSON.readValue(Files.readString(file), SoakRun.class);
    } catch (JacksonException e) {
      throw new IOException(file + ": is not a recorded soak", e);
    }
  }

  void write(Path file) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(this) + "\n");
  }

  double minutes() {
    return works.isEmpty() ? 0 : works.getLast().minute();
  }
}
