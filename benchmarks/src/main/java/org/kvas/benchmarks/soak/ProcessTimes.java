package org.kvas.benchmarks.soak;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The CPU time of a process of Linux (proc(5), {@code /proc/PID/stat}), in ticks of 10 ms.
 *
 * @param all milliseconds of all its threads, those that have ended among them
 * @param main milliseconds of the threads that have the program's name: {@code java}'s, which run
 *     {@code main}
 */
record ProcessTimes(long all, long main) {
  private static final int MILLIS_PER_TICK = 10;
  private static final String MAIN_THREAD = "java";

  /** Zeros where the process has ended. */
  static ProcessTimes of(long pid) {
    Path folder = Path.of("/proc", Long.toString(pid));
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(folder.resolve("task"))) {
      long main = 0;
      for (Path thread : threads) {
        main += ofMain(thread);
      }
      return new ProcessTimes(millis(folder.resolve("stat")), main);
    } catch (IOException e) {
      return new ProcessTimes(0, 0);
    }
  }

  private static long ofMain(Path thread) throws IOException {
    try {
      String name = Files.readString(thread.resolve("comm")).strip();
      return name.equals(MAIN_THREAD) ? millis(thread.resolve("stat")) : 0;
    } catch (NoSuchFileException e) {
      return 0; // It has ended meanwhile.
    }
  }

  /** Fields 14 and 15, utime and stime; the second is the name, in brackets, with any letters. */
  private static long millis(Path stat) throws IOException {
    String text = Files.readString(stat);
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
    return MILLIS_PER_TICK * (Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
  }
}
