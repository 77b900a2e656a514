package org.kvas.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run as it is kept.
 *
 * @param date ISO 8601, the day
 */
public record RecordedRun(String date, Host host, List<Measurement> measurements) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  public RecordedRun {
    measurements = measurements.stream().sorted(Comparator.comparing(Measurement::key)).toList();
  }

  /**
   * @throws IOException with a sentence that names the file
   */
  public static RecordedRun read(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(file + ": there is no recorded run");
    }
    try {
      return JSON.readValue(Files.readString(file), RecordedRun.class);
    } catch (JacksonException e) {
      throw new IOException(file + ": is not a recorded run of the benchmarks", e);
    }
  }

  public void write(Path file) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(this) + "\n");
  }

  /** With what a later run has measured in place of what this one has of the same. */
  public RecordedRun updatedBy(RecordedRun later) {
    List<String> keys = later.measurements.stream().map(Measurement::key).toList();
    List<Measurement> all = new ArrayList<>(later.measurements);
    measurements.stream().filter(old -> !keys.contains(old.key())).forEach(all::add);
    return new RecordedRun(later.date, later.host, all);
  }
}
