package org.kvas.runtime.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.console.MonitorChannel;
import org.kvas.runtime.machine.CharacterChannel;
import picocli.CommandLine.Option;

/** Where the guest's consoles lead. */
final class ConsoleOptions {
  private static final int MOST_SERIAL_PORTS = 4;

  @Option(
      names = {"-nographic", "--nographic"},
      description =
          "no display; the first serial port is this terminal (as -serial "
              + "mon:stdio), which is also the default")
  private boolean noGraphic;

  @Option(
      names = {"-nodefaults", "--no-defaults"},
      description = "only the consoles that are named")
  private boolean noDefaults;

  @Option(
      names = {"-serial", "--serial"},
      paramLabel = "WHERE",
      description =
          "a serial port on stdio, mon:stdio (with the keys behind Ctrl-A), "
              + "file:FILE, null or none; up to four times")
  private List<String> serial = List.of();

  @Option(
      names = {"-debugcon", "--debug-console"},
      paramLabel = "WHERE",
      description = "the debug console at port 0xe9 on stdio, file:FILE or null")
  private @Nullable String debugConsole;

  @Option(
      names = {"-display", "--display"},
      paramLabel = "none",
      description = "no display; without it the first serial port is this terminal")
  private @Nullable String display;

  @Option(
      names = {"-vga", "--vga"},
      paramLabel = "none",
      description = "no display adapter")
  private @Nullable String vga;

  @Option(
      names = {"-monitor", "--monitor"},
      paramLabel = "WHERE",
      description =
          "a monitor, besides the one behind Ctrl-A C, on unix:SOCKET[,server,nowait] (this user "
              + "only; for 'kvas top'), stdio or none")
  private @Nullable String monitor;

  List<CharacterChannel> serials() {
    onlyNone("-display", display);
    onlyNone("-vga", vga);
    if (serial.size() > MOST_SERIAL_PORTS) {
      throw new CommandError(
          "-serial: a machine has at most " + MOST_SERIAL_PORTS + " serial ports");
    }
    List<CharacterChannel> channels = new ArrayList<>();
    for (String text : serial) {
      if (!text.equals("none")) {
        channels.add(channel("-serial", text));
      }
    }
    if (serial.isEmpty() && !noDefaults) {
      boolean terminal =
          !"stdio".equals(monitor)
              && (noGraphic || display == null && !"stdio".equals(debugConsole));
      channels.add(terminal ? new CharacterChannel.Stdio(true) : new CharacterChannel.Nowhere());
    }
    return channels;
  }

  @Nullable CharacterChannel debugConsole() {
    if (debugConsole == null || debugConsole.equals("none")) {
      return null;
    }
    if (debugConsole.equals("mon:stdio")) {
      throw CommandError.notSupportedYet("-debugcon mon:stdio");
    }
    return channel("-debugcon", debugConsole);
  }

  /** Null where there is none but that of a console. */
  @Nullable MonitorChannel monitor() {
    if (monitor == null || monitor.equals("none") || monitor.equals("null")) {
      return null;
    }
    if (monitor.equals("stdio")) {
      return new MonitorChannel.Stdio();
    }
    if (!monitor.startsWith("unix:")) {
      if (monitor.matches("(tcp|telnet|udp|chardev|mon):.*|pty|vc.*|/dev/.*")) {
        throw CommandError.notSupportedYet("-monitor " + monitor);
      }
      throw new CommandError("-monitor " + monitor + ": there are unix:SOCKET, stdio and none");
    }
    OptionValue value = new OptionValue("-monitor", "path", monitor.substring("unix:".length()));
    Path path = BootOptions.path("-monitor", value.take("path", ""));
    boolean listens = !value.take("server", "on").equals("off");
    boolean waits = !value.take("wait", "off").equals("off") && value.take("nowait") == null;
    value.take("nowait");
    value.expectNothingElse();
    if (!listens || waits) {
      throw CommandError.notSupportedYet(
          "-monitor " + monitor + ": only a socket that is listened on, without waiting");
    }
    return new MonitorChannel.UnixSocket(path);
  }

  /** Standard input and output have one owner. */
  void checkOneOwnerOfStdio(
      List<CharacterChannel> serials, @Nullable CharacterChannel debugConsole) {
    List<CharacterChannel> all = new ArrayList<>(serials);
    if (debugConsole != null) {
      all.add(debugConsole);
    }
    if ("stdio".equals(monitor)) {
      all.add(new CharacterChannel.Stdio(false));
    }
    if (all.stream().filter(CharacterChannel.Stdio.class::isInstance).count() > 1) {
      throw new CommandError(
          "only one of -serial, -debugcon and -monitor can have standard input and output");
    }
  }

  private static void onlyNone(String option, @Nullable String value) {
    if (value != null && !value.equals("none")) {
      throw CommandError.notSupportedYet(option + " " + value);
    }
  }

  private static CharacterChannel channel(String option, String text) {
    if (text.startsWith("file:")) {
      Path file = BootOptions.path(option, text.substring("file:".length()));
      return new CharacterChannel.ToFile(file);
    }
    return switch (text) {
      case "stdio" -> new CharacterChannel.Stdio(false);
      case "mon:stdio" -> new CharacterChannel.Stdio(true);
      case "null" -> new CharacterChannel.Nowhere();
      default -> {
        if (text.matches("(tcp|telnet|unix|udp|chardev|mon):.*|pty|vc.*|/dev/.*")) {
          throw CommandError.notSupportedYet(option + " " + text);
        }
        throw new CommandError(
            option + " " + text + ": there are stdio, mon:stdio, file:FILE, null and none");
      }
    };
  }
}
