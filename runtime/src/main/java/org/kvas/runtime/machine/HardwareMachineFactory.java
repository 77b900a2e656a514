package org.kvas.runtime.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.devices.CharBackend;
import org.kvas.runtime.boot.FirmwareImage;
import org.kvas.runtime.mmu.GuestRam;
import org.kvas.runtime.profile.ExecutionProfile;
import org.kvas.runtime.symbols.GuestSymbols;
import org.kvas.runtime.symbols.SymbolFile;
import org.kvas.runtime.symbols.SymbolTable;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.Engines;

/** Machines that emulate hardware. */
public final class HardwareMachineFactory implements MachineFactory {
  private final EngineChoice engines;

  /** What executes the code of a machine; what it opens belongs to the machine. */
  @FunctionalInterface
  private interface EngineChoice {
    EngineFactory of(MachineConfiguration configuration, Resources resources, GuestSymbols symbols)
        throws IOException;
  }

  public HardwareMachineFactory() {
    var assembly = new EngineAssembly(new Engines());
    engines =
        (configuration, resources, symbols) ->
            assembly.factory(
                configuration.accelerator(),
                configuration.diagnostics(),
                log(configuration, resources),
                symbols);
  }

  private static PrintStream log(MachineConfiguration configuration, Resources resources)
      throws IOException {
    Path file = configuration.diagnostics().logFile();
    return file == null
        ? System.err
        : resources.add(new PrintStream(new BufferedOutputStream(output(file)), false, UTF_8));
  }

  private static HostOutput output(Path file) throws IOException {
    return new HostOutput(file.toString(), Files.newOutputStream(file), System.err);
  }

  /** Machines with another engine. */
  HardwareMachineFactory(EngineFactory engine) {
    engines = (_, _, _) -> engine;
  }

  @Override
  public Machine create(
      MachineConfiguration configuration,
      List<CharacterPort> serials,
      @Nullable CharacterPort debugConsole)
      throws IOException {
    var resources = new Resources();
    try {
      return create(configuration, serials, debugConsole, resources);
    } catch (IOException | RuntimeException | Error e) {
      resources.release();
      throw e;
    }
  }

  private Machine create(
      MachineConfiguration configuration,
      List<CharacterPort> serials,
      @Nullable CharacterPort debugConsole,
      Resources resources)
      throws IOException {
    var model = CpuModel.parse(configuration.cpuModel());
    Path bios = configuration.bios();
    FirmwareImage firmware = bios == null ? null : resources.add(FirmwareImage.read(bios));
    GuestRam ram = resources.add(allocate(configuration.memoryBytes()));
    var portLogs = new ArrayList<CharBackend>();
    for (ExtraDevice device : configuration.devices()) {
      if (device instanceof ExtraDevice.PortLog(int _, Path file)) {
        portLogs.add(resources.add(new LogFile(output(file))));
      }
    }
    var symbols = symbols(configuration.diagnostics());
    var parts =
        new Parts(
            configuration,
            model,
            ram,
            firmware,
            serials,
            debugConsole,
            portLogs,
            engines.of(configuration, resources, symbols));
    var loop = resources.add(new EventLoop(new HostClock()));
    return new VirtualMachine(
        configuration,
        loop,
        (events, signals) -> board(parts, events, signals),
        resources::release,
        System.err,
        new ExecutionProfile(loop, symbols, countsAll(configuration)));
  }

  private static boolean countsAll(MachineConfiguration configuration) {
    return configuration.accelerator() != Accelerator.TRANSLATOR
        || configuration.diagnostics().counting();
  }

  private static GuestSymbols symbols(Diagnostics diagnostics) throws IOException {
    var files = SymbolTable.EMPTY;
    for (Path file : diagnostics.symbolFiles()) {
      files = files.with(SymbolFile.read(file));
    }
    return new GuestSymbols(files, diagnostics.kernelSymbols());
  }

  private static Board board(Parts parts, EventLoop loop, MachineSignals signals)
      throws IOException {
    return switch (parts.configuration().type()) {
      case PC -> new PcBoard(parts, loop, signals);
      case MICROVM -> new MicrovmBoard(parts, loop, signals);
      case Q35, XENPV ->
          throw new IllegalArgumentException(
              "not supported yet: -machine "
                  + parts.configuration().type().name().toLowerCase(java.util.Locale.ROOT));
    };
  }

  private static GuestRam allocate(long bytes) {
    try {
      return new GuestRam(bytes);
    } catch (OutOfMemoryError e) {
      throw new IllegalArgumentException(
          "the host has no %d MiB of memory for the guest (-m)".formatted(bytes >> 20), e);
    }
  }

  /** What a machine holds of the host, freed in reverse order. */
  private static final class Resources {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T resource) {
      open.push(resource);
      return resource;
    }

    void release() {
      while (!open.isEmpty()) {
        try {
          open.pop().close();
        } catch (Exception e) {
          System.getLogger(HardwareMachineFactory.class.getName())
              .log(System.Logger.Level.WARNING, "cannot be closed: " + e);
        }
      }
    }
  }
}
