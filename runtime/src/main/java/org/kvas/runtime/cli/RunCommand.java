package org.kvas.runtime.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.kvas.runtime.machine.CharacterChannel;
import org.kvas.runtime.machine.ExtraDevice;
import org.kvas.runtime.machine.FirmwareEntry;
import org.kvas.runtime.machine.KernelImage;
import org.kvas.runtime.machine.MachineConfiguration;
import org.kvas.runtime.machine.MachineFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** One virtual machine in the foreground. */
@Command(
    name = "run",
    description = {
      "Runs one virtual machine in the foreground.",
      "",
      "Options have QEMU's names and meaning. Without any, Debian's cloud kernel",
      "and a busybox shell run on this terminal; where they cannot be fetched, Kvas's",
      "own demonstration guest does."
    },
    sortOptions = false,
    customSynopsis = "kvas run [OPTIONS]",
    footer = {
      "",
      "Examples:",
      "  kvas run",
      "  kvas run -m 256 -kernel vmlinuz -initrd initrd.gz -append 'console=ttyS0'",
      "  kvas run -kernel test.elf -device isa-debug-exit,iobase=0xf4,iosize=4 \\",
      "      -display none -serial stdio -no-reboot",
      "",
      "Exit status: 0 the guest powered off; 2 the command was wrong; 4 the guest",
      "died; 6 the engines differed; an odd number is isa-debug-exit's."
    })
final class RunCommand implements Callable<Integer> {
  private final MachineFactory factory;
  private final DefaultGuestSource defaultGuest;

  @ArgGroup(validate = false, heading = "%nMachine:%n", order = 1)
  private ProcessorOptions processor = new ProcessorOptions();

  @ArgGroup(validate = false, heading = "%nWhat to start:%n", order = 2)
  private BootOptions boot = new BootOptions();

  @ArgGroup(validate = false, heading = "%nConsoles:%n", order = 3)
  private ConsoleOptions console = new ConsoleOptions();

  @ArgGroup(validate = false, heading = "%nDevices:%n", order = 4)
  private DeviceOptions device = new DeviceOptions();

  @ArgGroup(validate = false, heading = "%nBeginning and end:%n", order = 5)
  private LifecycleOptions lifecycle = new LifecycleOptions();

  @ArgGroup(validate = false, heading = "%nDiagnosis:%n", order = 6)
  private LogOptions log = new LogOptions();

  @Mixin HelpOption help = new HelpOption();

  RunCommand(MachineFactory factory, DefaultGuestSource defaultGuest) {
    this.factory = factory;
    this.defaultGuest = defaultGuest;
  }

  @Override
  public Integer call() {
    return new MachineSession(factory).run(configuration(), console.monitor());
  }

  /** The machine that the options ask for. */
  MachineConfiguration configuration() {
    ProcessorOptions.Board board = processor.board();
    Acceleration acceleration = processor.acceleration();
    List<CharacterChannel> serials = console.serials();
    CharacterChannel debugConsole = console.debugConsole();
    console.checkOneOwnerOfStdio(serials, debugConsole);
    KernelImage named = boot.kernelImage();
    boolean nothingNamed = boot.nothingNamed();
    long memoryBytes =
        processor.memoryBytes(nothingNamed ? DefaultGuestSource.MEMORY : MemorySize.DEFAULT);
    int cpuCount = processor.cpuCount();
    String cpuModel = processor.cpuModel();
    Path firmware = boot.firmware();
    List<ExtraDevice> devices = device.devices();
    List<FirmwareEntry> firmwareEntries = boot.firmwareEntries();
    KernelImage kernel = nothingNamed ? defaultGuest.image(board.type()) : named;
    return new MachineConfiguration(
        board.type(),
        board.entry(),
        acceleration.accelerator(),
        memoryBytes,
        cpuCount,
        cpuModel,
        kernel,
        firmware,
        serials,
        debugConsole,
        devices,
        firmwareEntries,
        lifecycle.noReboot,
        lifecycle.noShutdown,
        lifecycle.startPaused,
        log.diagnostics(acceleration));
  }
}
