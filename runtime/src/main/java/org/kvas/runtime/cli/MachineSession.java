package org.kvas.runtime.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.console.ConsolePort;
import org.kvas.runtime.console.HostPorts;
import org.kvas.runtime.console.HostTerminal;
import org.kvas.runtime.console.MonitorChannel;
import org.kvas.runtime.console.MonitorServer;
import org.kvas.runtime.machine.CharacterChannel;
import org.kvas.runtime.machine.CharacterPort;
import org.kvas.runtime.machine.Machine;
import org.kvas.runtime.machine.MachineConfiguration;
import org.kvas.runtime.machine.MachineExit;
import org.kvas.runtime.machine.MachineFactory;
import sun.misc.Signal;

/** A machine and this process's terminal, from power-on to the exit status. */
final class MachineSession {
  private static final int KILLED_BY_INTERRUPT = 130;

  private final MachineFactory factory;
  private final List<CharacterPort> opened = new ArrayList<>();

  MachineSession(MachineFactory factory) {
    this.factory = factory;
  }

  /** Runs the machine to its end; the exit status. */
  int run(MachineConfiguration configuration) {
    return run(configuration, null);
  }

  /** The same with a monitor of its own. */
  int run(MachineConfiguration configuration, @Nullable MonitorChannel monitor) {
    try {
      List<CharacterPort> serials = new ArrayList<>();
      for (CharacterChannel channel : configuration.serials()) {
        serials.add(open(channel, HostPorts::serial));
      }
      CharacterChannel debug = configuration.debugConsole();
      CharacterPort debugConsole = debug == null ? null : open(debug, HostPorts::debugConsole);
      Machine machine = create(configuration, serials, debugConsole);
      try (MonitorServer _ = monitor == null ? null : open(monitor, machine)) {
        return announce(runOnTerminal(machine, serials, configuration));
      }
    } finally {
      opened.forEach(CharacterPort::close);
    }
  }

  private Machine create(
      MachineConfiguration configuration,
      List<CharacterPort> serials,
      @Nullable CharacterPort debugConsole) {
    try {
      return factory.create(configuration, serials, debugConsole);
    } catch (FileSystemException e) {
      throw CommandError.of(String.valueOf(e.getFile()), e);
    } catch (IOException e) {
      throw CommandError.of("the machine cannot be started", e);
    } catch (IllegalArgumentException e) {
      throw new CommandError(String.valueOf(e.getMessage()));
    }
  }

  private MachineExit runOnTerminal(
      Machine machine, List<CharacterPort> serials, MachineConfiguration configuration) {
    for (String signal : List.of("INT", "TERM", "HUP")) {
      endOn(signal, machine);
    }
    Optional<HostTerminal> terminal = Optional.empty();
    for (int i = 0; i < serials.size(); i++) {
      if (serials.get(i) instanceof ConsolePort console
          && configuration.serials().get(i)
              instanceof CharacterChannel.Stdio(boolean multiplexed)) {
        terminal = HostTerminal.enterRawMode(!multiplexed);
        console.start(machine);
      }
    }
    try {
      return machine.run();
    } finally {
      opened.forEach(CharacterPort::flush);
      terminal.ifPresent(HostTerminal::close);
    }
  }

  /** The first signal asks the machine to end, a second one does not ask. */
  private static void endOn(String name, Machine machine) {
    boolean[] asked = {false};
    Signal.handle(
        new Signal(name),
        signal -> {
          if (asked[0]) {
            System.exit(KILLED_BY_INTERRUPT);
          }
          asked[0] = true;
          machine.quit();
        });
  }

  private static int announce(MachineExit exit) {
    switch (exit) {
      case MachineExit.Died(String reason) -> System.err.println("kvas: the guest died: " + reason);
      case MachineExit.LockstepDifference(String report) ->
          System.err.println("kvas: the engines differ: " + report);
      case MachineExit.PoweredOff _, MachineExit.ResetRefused _, MachineExit.DebugExit _ -> {}
    }
    return exit.status();
  }

  private static @Nullable MonitorServer open(MonitorChannel monitor, Machine machine) {
    try {
      return MonitorServer.open(monitor, machine);
    } catch (FileSystemException e) {
      throw CommandError.of("-monitor unix:" + e.getFile(), e);
    } catch (IOException e) {
      throw CommandError.of("-monitor", e);
    }
  }

  @FunctionalInterface
  private interface Opener {
    CharacterPort open(CharacterChannel channel) throws IOException;
  }

  private CharacterPort open(CharacterChannel channel, Opener opener) {
    try {
      CharacterPort port = opener.open(channel);
      opened.add(port);
      return port;
    } catch (IOException e) {
      throw CommandError.of(
          channel instanceof CharacterChannel.ToFile(var file) ? file.toString() : "the console",
          e);
    }
  }
}
