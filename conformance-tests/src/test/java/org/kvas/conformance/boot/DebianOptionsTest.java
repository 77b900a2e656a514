package org.kvas.conformance.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.runtime.machine.Accelerator.LOCKSTEP;
import static org.kvas.runtime.machine.Accelerator.TRANSLATOR;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kvas.conformance.machine.GuestRun;
import org.kvas.runtime.machine.Accelerator;
import org.kvas.runtime.machine.EntryProtocol;
import org.kvas.runtime.machine.MachineExit;
import org.kvas.runtime.machine.MachineType;
import org.kvas.runtime.vcpu.CpuModels;

/** Debian's kernels reach the shell by other ways than the usual one, each with other hardware. */
@Tag("long")
class DebianOptionsTest {
  private static final long MEGABYTES = 256;
  private static final Duration TO_SHELL = Duration.ofMinutes(30);
  private static final Duration COMMAND = Duration.ofMinutes(10);

  /** Each leaves out, or insists on, some timer, interrupt controller or processor feature. */
  private static final List<String> OPTIONS =
      List.of(
          "acpi=off",
          "noapic",
          "nolapic",
          "clocksource=hpet",
          "clocksource=acpi_pm",
          "clocksource=tsc",
          "clocksource=pit",
          "nohz=off",
          "nosmp",
          "pti=on",
          "mitigations=auto",
          "highres=off",
          "idle=poll",
          "nopcid",
          "noxsave",
          "debug");

  static Stream<Arguments> kernelsAndOptions() {
    return Stream.of(DebianKernel.CLOUD_AMD64, DebianKernel.I686)
        .flatMap(kernel -> OPTIONS.stream().map(option -> Arguments.of(kernel, option)));
  }

  @ParameterizedTest
  @MethodSource("kernelsAndOptions")
  void option(DebianKernel kernel, String option) throws Exception {
    boot(kernel, option, TRANSLATOR, 1, CpuModels.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource({"CLOUD_AMD64,2", "CLOUD_AMD64,4", "AMD64,2", "AMD64,4", "I686,2", "I686_PAE,4"})
  void severalProcessors(DebianKernel kernel, int count) throws Exception {
    boot(kernel, "", TRANSLATOR, count, CpuModels.DEFAULT);
  }

  /** What these add, the kernel's own cryptography and strings use: AVX2, AES, SHA, BMI. */
  @ParameterizedTest
  @CsvSource({"CLOUD_AMD64,x86-64-v3", "CLOUD_AMD64,max", "I686_PAE,max"})
  void processorModel(DebianKernel kernel, String model) throws Exception {
    boot(kernel, "", TRANSLATOR, 1, model);
  }

  @ParameterizedTest
  @EnumSource(names = {"CLOUD_AMD64", "I686"})
  void bothEngines(DebianKernel kernel) throws Exception {
    boot(kernel, "", LOCKSTEP, 1, CpuModels.DEFAULT);
  }

  @ParameterizedTest
  @EnumSource(names = {"AMD64", "I686"})
  void bothEnginesWithTwoProcessors(DebianKernel kernel) throws Exception {
    boot(kernel, "", LOCKSTEP, 2, CpuModels.DEFAULT);
  }

  /** A reset ends the run: without ACPI, nothing else could be asked of the machine. */
  private static void boot(
      DebianKernel kernel, String option, Accelerator accelerator, int processors, String model)
      throws Exception {
    try (GuestRun guest =
        GuestRun.start(
            MachineType.PC,
            kernel.image(option),
            EntryProtocol.AUTO,
            accelerator,
            MEGABYTES,
            processors,
            model)) {
      guest.expect("\n# ", TO_SHELL);
      guest.console().type("nproc; uname -m\n");
      guest.expect("\n" + processors + "\n" + kernel.machine + "\n", COMMAND);
      guest.console().type("reboot -f\n");
      assertThat(guest.expectEnd(COMMAND)).isEqualTo(new MachineExit.ResetRefused());
      assertThat(guest.console().text()).doesNotContain("Kernel panic", "Oops:");
    }
  }
}
