package org.kvas.conformance.suites;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvas.conformance.machine.CapturedConsole;
import org.kvas.runtime.machine.Accelerator;
import org.kvas.runtime.machine.CharacterChannel;
import org.kvas.runtime.machine.EntryProtocol;
import org.kvas.runtime.machine.HardwareMachineFactory;
import org.kvas.runtime.machine.KernelImage;
import org.kvas.runtime.machine.MachineConfiguration;
import org.kvas.runtime.machine.MachineExit;
import org.kvas.runtime.machine.MachineType;
import org.kvas.runtime.vcpu.CpuModels;

/**
 * QEMU's {@code tests/tcg/multiarch/system}: kernels that need nothing but a processor, RAM and the
 * debug console. {@code memory} reads and writes every width at every alignment.
 */
@Tag("long")
class SystemSuiteTest {
  private static final long MEMORY = 32 << 20;

  @ParameterizedTest
  @CsvSource({
    "i386, hello, TRANSLATOR, Hello World",
    "amd64, hello, TRANSLATOR, Hello World",
    "i386, memory, TRANSLATOR, Test complete: PASSED",
    "amd64, memory, TRANSLATOR, Test complete: PASSED",
    "i386, memory, INTERPRETER, Test complete: PASSED",
    "amd64, memory, INTERPRETER, Test complete: PASSED"
  })
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void kernel(String architecture, String name, Accelerator accelerator, String lastLine)
      throws Exception {
    Path kernel = SuiteBuild.folder().resolve(architecture + "-kernels").resolve(name);
    CapturedConsole output = new CapturedConsole();
    MachineExit exit =
        new HardwareMachineFactory()
            .create(configuration(kernel, accelerator), List.of(new CapturedConsole()), output)
            .run();
    assertThat(output.text().lines().toList().getLast()).isEqualTo(lastLine);
    assertThat(exit).isEqualTo(new MachineExit.PoweredOff());
  }

  private static MachineConfiguration configuration(Path kernel, Accelerator accelerator) {
    return new MachineConfiguration(
        MachineType.PC,
        EntryProtocol.AUTO,
        accelerator,
        MEMORY,
        1,
        CpuModels.DEFAULT,
        new KernelImage(kernel, null, ""),
        null,
        List.of(new CharacterChannel.Nowhere()),
        new CharacterChannel.Nowhere(),
        List.of(),
        List.of(),
        true,
        false,
        false);
  }
}
