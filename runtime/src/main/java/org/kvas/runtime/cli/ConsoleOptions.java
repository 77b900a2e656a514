package org.kvas.runtime.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
      paramLabel = "none",
      description = "no monitor but the one behind Ctrl-A C")
  private @Nullable String monitor;

  List<CharacterChannel> serials() {
    onlyNone("-display", display);
    onlyNone("-vga", vga);
    onlyNone("-monitor", monitor);
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
      boolean terminal = noGraphic || display == null && !"stdio".equals(debugConsole);
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

  /** Standard input and output have one owner. */
  static void checkOneOwnerOfStdio(
      List<CharacterChannel> serials, @Nullable CharacterChannel debugConsole) {
    List<CharacterChannel> all = new ArrayList<>(serials);
    if (debugConsole != null) {
      all.add(debugConsole);
    }
    if (all.stream().filter(CharacterChannel.Stdio.class::isInstance).count() > 1) {
      throw new CommandError(
          "only one of -serial and -debugcon can have standard input and output");
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
