package org.kvas.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kvas.benchmarks.report.Host;

/**
 * Runs one VM for hours: its guest boots, compiles, runs Python, Perl and small tools, starts
 * hundreds of processes, and reboots. Keeps what each work took and what the VM's process held, and
 * tells whether it became slower or grew. Of Linux only.
 */
public final class Soak {
  private static final Path DOCUMENTS = Path.of("docs");

  private Soak() {}

  /**
   * Ends with status 1 where the run became slower, grew, failed or was too short to be judged, 2
   * where the command was wrong.
   *
   * @param arguments a folder, and what {@link SoakOptions} knows; run in the sources' folder
   */
  public static void main(String[] arguments) {
    try {
      System.exit(run(SoakOptions.parse(arguments)));
    } catch (IllegalArgumentException | IOException e) {
      System.err.println("soak: " + e.getMessage());
      System.exit(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int run(SoakOptions options) throws IOException, InterruptedException {
    Path kept = options.folder().resolve("soak.json");
    SoakRun run = options.from() == null ? measure(options) : SoakRun.read(options.from());
    if (options.from() == null) {
      run.write(kept);
    }
    Judgement judgement = new Judgement(run);
    Path documents = options.record() ? DOCUMENTS : Files.createDirectories(options.folder());
    Path document = documents.resolve("soak.md");
    new SoakReport(run, judgement).write(document);
    System.err.println("soak: told in " + document);
    List<String> findings = judgement.findings();
    findings.forEach(System.out::println);
    if (findings.isEmpty()) {
      System.out.println("neither slower nor larger");
    }
    return findings.isEmpty() ? 0 : 1;
  }

  private static SoakRun measure(SoakOptions options) throws IOException, InterruptedException {
    GuestImage image = GuestImage.prepare(options);
    SoakRecorder recorder = new SoakRecorder(options.hours());
    String ending;
    try (GuestMachine machine =
        GuestMachine.start(options.folder(), image, SoakRecorder.ROUNDS_IN_A_BOOT)) {
      ending = recorder.watch(machine);
    }
    return new SoakRun(
        java.time.LocalDate.now().toString(),
        Host.current(),
        recorder.works(),
        recorder.samples(),
        ending);
  }
}
