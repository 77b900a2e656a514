package org.kvas.benchmarks.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Follows a guest's lines, and notes what each work took and what the process held by then. */
final class SoakRecorder {
  static final int ROUNDS_IN_A_BOOT = 5;
  private static final String MARK = "soak: ";
  private static final int SILENCE_MINUTES = 20;

  private final List<Work> works = new ArrayList<>();
  private final List<Sample> samples = new ArrayList<>();
  private final long begin = System.nanoTime();
  private final double limit;
  private final HostSpeed host = new HostSpeed();
  private ProcessTimes before = new ProcessTimes(0, 0);
  private int boot = -1;

  SoakRecorder(double hours) {
    this.limit = hours * 60;
  }

  List<Work> works() {
    return works;
  }

  List<Sample> samples() {
    return samples;
  }

  /**
   * Until the time is over and a round complete.
   *
   * @return what was wrong with the VM, empty where nothing was
   */
  String watch(GuestMachine machine) throws InterruptedException {
    try {
      // Until the guest speaks, the process may still be the launcher's shell, which cannot be
      // looked into.
      follow(machine, false);
      try (JvmProbe probe = JvmProbe.attach(machine.pid())) {
        while (minutes() < limit) {
          follow(machine, true);
          samples.add(
              probe.sample(
                  minutes(), boot, JitCounters.of(machine.ask("info jit")), host.micros()));
        }
      }
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
    return machine.quit();
  }

  /** Takes the guest's lines to the end of a boot or of a round. */
  private void follow(GuestMachine machine, boolean round)
      throws IOException, InterruptedException {
    String text = "";
    while (round ? !text.equals("round") : boot < 0) {
      ConsoleLine line = machine.line(SILENCE_MINUTES);
      if (line == null) {
        throw new IOException("the guest said nothing for " + SILENCE_MINUTES + " minutes");
      }
      int mark = line.text().indexOf(MARK);
      if (mark >= 0) {
        text = line.text().substring(mark + MARK.length()).strip();
        take(text, line);
      }
    }
  }

  private double minutes() {
    return minute(System.nanoTime());
  }

  private double minute(long nanos) {
    return Math.round((nanos - begin) / 6e8) / 100.0;
  }

  /** A work's line; any other only begins the next work. */
  void take(String text, ConsoleLine line) {
    Work work = work(text, line);
    if (work != null) {
      works.add(work);
      System.out.printf(
          Locale.ROOT,
          "%7.1f min  boot %3d  %-8s %7.2f s  %7.2f s of CPU%n",
          work.minute(),
          work.boot(),
          work.kind(),
          work.guestMillis() / 1000.0,
          work.cpuMillis() / 1000.0);
    }
    before = line.times();
  }

  /** KIND MILLISECONDS STATUS CHECKSUM. */
  private @Nullable Work work(String text, ConsoleLine line) {
    String[] words = text.split(" ");
    if (words.length != 4 || !words[1].matches("\\d+") || !words[2].matches("\\d+")) {
      return null;
    }
    if (words[0].equals("boot")) {
      boot++;
    }
    return new Work(
        minute(line.nanos()),
        boot,
        words[0],
        Long.parseLong(words[1]),
        line.times().all() - before.all(),
        line.times().main() - before.main(),
        Integer.parseInt(words[2]),
        words[3]);
  }
}
