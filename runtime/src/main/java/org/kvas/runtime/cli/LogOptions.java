package org.kvas.runtime.cli;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.machine.Diagnostics;
import org.kvas.runtime.trace.LogItem;
import picocli.CommandLine.Option;

/** A log of what the guest executes. */
final class LogOptions {
  @Option(
      names = {"-d", "--log"},
      paramLabel = "ITEM[,ITEM]",
      description =
          "log in_asm (guest code when it is first met), exec (each block or region entered), "
              + "cpu (the registers before each) and int (interrupts and exceptions, with the "
              + "registers)")
  private @Nullable String items;

  @Option(
      names = {"-D", "--log-file"},
      paramLabel = "FILE",
      description = "where -d logs to (default: standard error)")
  private @Nullable Path file;

  @Option(
      names = {"-symbols", "--symbols"},
      paramLabel = "FILE",
      description =
          "names of guest code for 'info jit', 'kvas top' and perf: an ELF file, a "
              + "System.map, or 'guest' for the running Linux kernel's own table, which is else read "
              + "when somebody looks; several times for several files")
  private List<String> symbols = List.of();

  private static final String GUEST = "guest";

  /** What helps to find a fault, with what {@code -accel} says of it. */
  Diagnostics diagnostics(Acceleration acceleration) {
    return new Diagnostics(
        acceleration.threshold(),
        acceleration.counting(),
        acceleration.excluded(),
        items(),
        file,
        symbolFiles(),
        symbols.contains(GUEST));
  }

  private List<Path> symbolFiles() {
    return symbols.stream()
        .filter(name -> !name.equals(GUEST))
        .map(name -> BootOptions.path("-symbols", name))
        .toList();
  }

  private Set<LogItem> items() {
    Set<LogItem> chosen = EnumSet.noneOf(LogItem.class);
    if (items != null) {
      for (String name : items.split(",", -1)) {
        chosen.add(item(name));
      }
    }
    return chosen;
  }

  private static LogItem item(String name) {
    for (LogItem item : LogItem.values()) {
      if (item.name().toLowerCase(Locale.ROOT).equals(name)) {
        return item;
      }
    }
    throw new CommandError("-d " + name + ": there are in_asm, exec, cpu and int");
  }
}
