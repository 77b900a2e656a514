package org.kvas.conformance.suites;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.kvas.conformance.boot.DebianKernel;
import org.kvas.conformance.machine.GuestRun;
import org.kvas.runtime.guest.CpioArchive;
import org.kvas.runtime.machine.Accelerator;
import org.kvas.runtime.machine.EntryProtocol;
import org.kvas.runtime.machine.KernelImage;
import org.kvas.runtime.machine.MachineExit;
import org.kvas.runtime.machine.MachineType;

/**
 * Programs of others that test a processor say in a guest what they say on this machine's own
 * processor, and what their authors expect: Berkeley TestFloat, valgrind's tests, QEMU's {@code
 * tests/tcg}. What is left out of them is said, with the reason, in {@code suites/}.
 *
 * <p>An interpreted guest leaves out valgrind's {@code fb_test_amd64} and {@code amd64locked} (it
 * runs {@code x86locked}), and in 32 bits it runs FMA's six million cases in one rounding mode
 * only: the software around the instructions, text, checksums and SoftFloat, takes minutes there.
 * Translated, all of them run.
 */
@Tag("long")
@Execution(ExecutionMode.CONCURRENT)
class UserModeSuitesTest {
  private static final long MEGABYTES = 512;
  private static final String EVERY_INSTRUCTION = "max";
  private static final Duration BOOT = Duration.ofMinutes(30);
  private static final Duration ALL_PROGRAMS = Duration.ofHours(4);
  private static final Pattern NOT_INTERPRETED =
      Pattern.compile("valgrind-(fb_test_amd64|amd64locked) .*");
  private static final Pattern NOT_INTERPRETED_IN_32_BITS =
      Pattern.compile("\\S*mulAdd-(min|max|minMag) .*");

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> amd64Translated() throws Exception {
    return outcomes(DebianKernel.CLOUD_AMD64, Accelerator.TRANSLATOR);
  }

  @TestFactory
  Stream<DynamicTest> amd64Interpreted() throws Exception {
    return outcomes(DebianKernel.CLOUD_AMD64, Accelerator.INTERPRETER);
  }

  @TestFactory
  Stream<DynamicTest> i386Translated() throws Exception {
    return outcomes(DebianKernel.I686, Accelerator.TRANSLATOR);
  }

  @TestFactory
  Stream<DynamicTest> i386Interpreted() throws Exception {
    return outcomes(DebianKernel.I686, Accelerator.INTERPRETER);
  }

  private Stream<DynamicTest> outcomes(DebianKernel kernel, Accelerator accelerator)
      throws Exception {
    Path programs = SuiteBuild.folder().resolve(kernel.architecture());
    assumeTrue(
        Files.exists(programs.resolve("list")),
        "this machine runs no programs for " + kernel.architecture() + " to compare with");
    List<String> list =
        Files.readAllLines(programs.resolve("list")).stream()
            .filter(line -> accelerator != Accelerator.INTERPRETER || isInterpreted(line, kernel))
            .toList();
    List<ProgramOutcome> outcomes = run(kernel, accelerator, programs, list);
    assertThat(outcomes)
        .extracting(ProgramOutcome::name)
        .isEqualTo(list.stream().map(line -> line.substring(0, line.indexOf(' '))).toList());
    return outcomes.stream().map(UserModeSuitesTest::verdict);
  }

  private static boolean isInterpreted(String line, DebianKernel kernel) {
    return !NOT_INTERPRETED.matcher(line).matches()
        && (kernel != DebianKernel.I686 || !NOT_INTERPRETED_IN_32_BITS.matcher(line).matches());
  }

  private static DynamicTest verdict(ProgramOutcome outcome) {
    return dynamicTest(
        outcome.name(), () -> assertThat(outcome.isSame()).as(outcome.message()).isTrue());
  }

  private List<ProgramOutcome> run(
      DebianKernel kernel, Accelerator accelerator, Path programs, List<String> list)
      throws Exception {
    Path disk = folder.resolve("programs");
    Files.write(disk, ramDisk(kernel.busybox(), programs, list));
    KernelImage plain = kernel.image("quiet nosoftlockup");
    KernelImage image = new KernelImage(plain.file(), disk.toString(), plain.commandLine());
    try (GuestRun guest =
        GuestRun.start(
            MachineType.PC,
            image,
            EntryProtocol.AUTO,
            accelerator,
            MEGABYTES,
            1,
            EVERY_INSTRUCTION)) {
      guest.expect(ProgramOutcome.MARK + "begins\n", BOOT);
      guest.expect(ProgramOutcome.MARK + "ends\n", ALL_PROGRAMS);
      assertThat(guest.expectEnd(Duration.ofMinutes(15))).isEqualTo(new MachineExit.PoweredOff());
      return ProgramOutcome.of(guest.console().text());
    }
  }

  private static byte[] ramDisk(byte[] busybox, Path programs, List<String> list)
      throws IOException {
    CpioArchive archive = new CpioArchive();
    for (String directory : new String[] {"bin", "dev", "proc", "suite", "tmp"}) {
      archive.directory(directory);
    }
    archive
        .characterDevice("dev/console", 0600, 5, 1)
        .file("bin/busybox", 0755, busybox)
        .file("init", 0755, Files.readAllBytes(SuiteBuild.scripts().resolve("init")))
        .file("suite/list", 0644, (String.join("\n", list) + "\n").getBytes(UTF_8));
    try (Stream<Path> files = Files.list(programs)) {
      for (Path file : files.filter(file -> !file.endsWith("list")).sorted().toList()) {
        archive.file("suite/" + file.getFileName(), 0755, Files.readAllBytes(file));
      }
    }
    return archive.finish();
  }
}
