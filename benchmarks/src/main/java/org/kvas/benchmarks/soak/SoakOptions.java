package org.kvas.benchmarks.soak;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ./dev soak} was asked for.
 *
 * @param folder for everything that it makes
 * @param hours of wall time
 * @param image a RAM disk with the programs, in place of the one made of fetched packages
 * @param kernel for that image
 * @param record whether the report goes into the documents
 * @param from a run that was kept, which is told again in place of a new one
 */
record SoakOptions(
    Path folder,
    double hours,
    @Nullable Path image,
    @Nullable Path kernel,
    boolean record,
    @Nullable Path from) {
  private static final double DEFAULT_HOURS = 2;
  private static final double MOST_HOURS = 1000;

  /**
   * @throws IllegalArgumentException with a sentence for the user
   */
  static SoakOptions parse(String[] arguments) {
    Deque<String> words = new ArrayDeque<>(List.of(arguments));
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a folder is needed");
    }
    Path folder = Path.of(words.remove()).toAbsolutePath();
    double hours = DEFAULT_HOURS;
    Path image = null;
    Path kernel = null;
    Path from = null;
    boolean record = false;
    while (!words.isEmpty()) {
      String word = words.remove();
      switch (word) {
        case "--image" -> image = Path.of(value(word, words));
        case "--kernel" -> kernel = Path.of(value(word, words));
        case "--from" -> from = Path.of(value(word, words));
        case "--record" -> record = true;
        default -> hours = hours(word);
      }
    }
    if ((image == null) != (kernel == null)) {
      throw new IllegalArgumentException("--image and --kernel go together");
    }
    return new SoakOptions(folder, hours, image, kernel, record, from);
  }

  private static String value(String option, Deque<String> words) {
    String value = words.poll();
    if (value == null) {
      throw new IllegalArgumentException(option + " needs a file");
    }
    return value;
  }

  private static double hours(String word) {
    if (word.startsWith("-")) {
      throw new IllegalArgumentException(
          word + ": there are --image FILE, --kernel FILE, --record and --from FILE");
    }
    double hours = word.matches("[0-9]{1,4}(\\.[0-9]+)?") ? Double.parseDouble(word) : 0;
    if (hours <= 0 || hours > MOST_HOURS) {
      throw new IllegalArgumentException(word + ": a number of hours is needed, 2 or 0.5");
    }
    return hours;
  }
}
