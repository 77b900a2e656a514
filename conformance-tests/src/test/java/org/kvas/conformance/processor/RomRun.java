package org.kvas.conformance.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.kvas.conformance.machine.CapturedConsole;
import org.kvas.runtime.machine.Accelerator;
import org.kvas.runtime.machine.CharacterChannel;
import org.kvas.runtime.machine.EntryProtocol;
import org.kvas.runtime.machine.ExtraDevice;
import org.kvas.runtime.machine.HardwareMachineFactory;
import org.kvas.runtime.machine.Machine;
import org.kvas.runtime.machine.MachineConfiguration;
import org.kvas.runtime.machine.MachineExit;
import org.kvas.runtime.machine.MachineType;

/** Runs a {@link CheckRom} and holds its answers against the expected ones. */
final class RomRun {
  private static final long MEMORY = 16 << 20;
  private static final int DEBUG_EXIT = 0xf4;

  private RomRun() {}

  /** What the checks are to answer, each with its name. */
  static String expected(CheckRom rom) {
    return rom.checks().stream()
        .map(check -> check.name() + ": " + check.expected())
        .collect(Collectors.joining("\n"));
  }

  /** What they answered. */
  static String answers(CheckRom rom, String output) {
    List<String> lines = output.lines().toList();
    List<String> named = new ArrayList<>();
    for (int i = 0; i < rom.checks().size(); i++) {
      named.add(
          rom.checks().get(i).name() + ": " + (i < lines.size() ? lines.get(i) : "no answer"));
    }
    return String.join("\n", named);
  }

  /** Runs it in Kvas. */
  static void verify(CheckRom rom, Path folder, Accelerator accelerator, String model)
      throws IOException {
    Path image = folder.resolve("checks.bin");
    Files.write(image, rom.image());
    CapturedConsole output = new CapturedConsole();
    Machine machine =
        new HardwareMachineFactory()
            .create(
                configuration(image, accelerator, model), List.of(new CapturedConsole()), output);
    assertThat(machine.run()).isEqualTo(new MachineExit.DebugExit(CheckRom.EXIT_VALUE));
    assertThat(answers(rom, output.text())).isEqualTo(expected(rom));
  }

  private static MachineConfiguration configuration(
      Path image, Accelerator accelerator, String model) {
    return new MachineConfiguration(
        MachineType.PC,
        EntryProtocol.AUTO,
        accelerator,
        MEMORY,
        1,
        model,
        null,
        image,
        List.of(new CharacterChannel.Nowhere()),
        new CharacterChannel.Nowhere(),
        List.of(new ExtraDevice.DebugExit(DEBUG_EXIT, 4)),
        List.of(),
        true,
        false,
        false);
  }
}
