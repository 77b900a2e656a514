package org.kvas.conformance.suites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
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
 * processor, or what their authors expect: Berkeley TestFloat, valgrind's {@code insn_*}, QEMU's
 * {@code tests/tcg}.
 */
@Tag("long")
class UserModeSuitesTest {
  private static final long MEGABYTES = 1024;
  private static final String EVERY_INSTRUCTION = "max";
  private static final Duration BOOT = Duration.ofMinutes(10);
  private static final Duration ALL_PROGRAMS = Duration.ofHours(2);

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
    List<ProgramOutcome> outcomes = run(kernel, accelerator, programs);
    assertThat(outcomes)
        .extracting(ProgramOutcome::name)
        .isEqualTo(
            Files.readAllLines(programs.resolve("list")).stream()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList());
    return outcomes.stream().map(UserModeSuitesTest::verdict);
  }

  private static DynamicTest verdict(ProgramOutcome outcome) {
    return dynamicTest(
        outcome.name(), () -> assertThat(outcome.isSame()).as(outcome.message()).isTrue());
  }

  private List<ProgramOutcome> run(DebianKernel kernel, Accelerator accelerator, Path programs)
      throws Exception {
    Path disk = folder.resolve("programs");
    Files.write(disk, ramDisk(kernel.busybox(), programs));
    KernelImage plain = kernel.image("quiet");
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
      assertThat(guest.expectEnd(Duration.ofMinutes(1))).isEqualTo(new MachineExit.PoweredOff());
      return ProgramOutcome.of(guest.console().text());
    }
  }

  private static byte[] ramDisk(byte[] busybox, Path programs) throws IOException {
    CpioArchive archive = new CpioArchive();
    for (String directory : new String[] {"bin", "dev", "proc", "suite", "tmp"}) {
      archive.directory(directory);
    }
    archive
        .characterDevice("dev/console", 0600, 5, 1)
        .file("bin/busybox", 0755, busybox)
        .file("init", 0755, Files.readAllBytes(SuiteBuild.scripts().resolve("init")));
    try (Stream<Path> files = Files.list(programs)) {
      for (Path file : files.sorted().toList()) {
        archive.file("suite/" + file.getFileName(), 0755, Files.readAllBytes(file));
      }
    }
    return archive.finish();
  }
}
