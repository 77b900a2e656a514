package org.kvas.runtime.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.kvas.runtime.guest.demonstration.DemonstrationGuest;
import org.kvas.runtime.machine.CharacterChannel;
import org.kvas.runtime.machine.EntryProtocol;
import org.kvas.runtime.machine.KernelImage;
import org.kvas.runtime.machine.MachineConfiguration;
import org.kvas.runtime.machine.MachineFactory;
import org.kvas.runtime.machine.MachineType;
import org.kvas.runtime.vcpu.CpuModels;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Kvas's own guest on this terminal. */
@Command(
    name = "demo",
    description = {
      "Runs Kvas's own guest, a small operating system with two tasks, on this",
      "terminal. Nothing is fetched. It says what it does and powers off."
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  kvas demo",
      "  kvas demo -accel interpreter --seconds 10",
      "  kvas demo --seconds 1 -d in_asm,exec,int -D guest.log"
    })
final class DemoCommand implements Callable<Integer> {
  private static final int MOST_SECONDS = 3600;

  private final MachineFactory factory;

  @Option(
      names = {"-seconds", "--seconds"},
      paramLabel = "N",
      description = "power off after so long (default: " + DemonstrationGuest.DEFAULT_SECONDS + ")")
  private int seconds = DemonstrationGuest.DEFAULT_SECONDS;

  @Option(
      names = {"-accel", "--accel"},
      paramLabel = "ENGINE[,KEY=VALUE...]",
      description = "translator (the default), interpreter or lockstep; behind it as for 'run'")
  private String engine = "translator";

  @Option(
      names = {"-cpu", "--cpu"},
      paramLabel = "MODEL[,+F,-F]",
      description = "processor model and features (default: " + CpuModels.DEFAULT + ")")
  private String cpu = CpuModels.DEFAULT;

  @ArgGroup(validate = false, heading = "%nDiagnosis:%n", order = 1)
  private LogOptions log = new LogOptions();

  @Mixin HelpOption help = new HelpOption();

  DemoCommand(MachineFactory factory) {
    this.factory = factory;
  }

  @Override
  public Integer call() {
    if (seconds < 1 || seconds > MOST_SECONDS) {
      throw new CommandError(
          "--seconds " + seconds + ": a number from 1 to " + MOST_SECONDS + " is needed");
    }
    return new MachineSession(factory).run(configuration());
  }

  private MachineConfiguration configuration() {
    Acceleration acceleration = Acceleration.parse(engine);
    return new MachineConfiguration(
        MachineType.PC,
        EntryProtocol.MULTIBOOT,
        acceleration.accelerator(),
        MemorySize.DEFAULT,
        1,
        ProcessorOptions.cpuModel(cpu),
        image(seconds),
        null,
        List.of(new CharacterChannel.Stdio(true)),
        null,
        List.of(),
        List.of(),
        false,
        false,
        false,
        log.diagnostics(acceleration));
  }

  /** The guest in the folder for temporary files. */
  static KernelImage image(int seconds) {
    try {
      return new DemonstrationGuest(Path.of(System.getProperty("java.io.tmpdir"))).image(seconds);
    } catch (IOException e) {
      throw CommandError.of("the demonstration guest cannot be written", e);
    }
  }
}
