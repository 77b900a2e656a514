package org.kvas.runtime.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.kvas.runtime.machine.HardwareMachineFactory;
import org.kvas.runtime.machine.MachineFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code kvas}. */
@Command(
    name = "kvas",
    description = "An x86 hypervisor that runs on any JVM.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  kvas run",
      "  kvas run -kernel vmlinuz -append 'console=ttyS0'",
      "  kvas run --help"
    })
public final class Kvas implements Runnable {
  private static final int WRONG_COMMAND = 2;
  private static final String HELP = "help";

  @Mixin HelpOption help = new HelpOption();

  @Option(
      names = {"-version", "--version"},
      description = "the version")
  private boolean version;

  Kvas() {}

  public static void main(String[] arguments) {
    MachineFactory factory = new HardwareMachineFactory();
    DefaultGuestSource guest = new DefaultGuestSource(System.getenv(), System.err);
    String wanted = arguments.length == 0 || arguments[0].equals(HELP) ? "" : arguments[0];
    System.exit(commandLine(factory, guest, wanted).execute(arguments));
  }

  @Override
  public void run() {
    if (!version) {
      throw new CommandError("a command is needed; 'kvas --help' lists them");
    }
    System.out.println(VersionCommand.text());
  }

  /** With every command. */
  static CommandLine commandLine(MachineFactory factory, DefaultGuestSource defaultGuest) {
    return commandLine(factory, defaultGuest, "");
  }

  /**
   * With the wanted command alone, if there is one of that name: describing all of them takes a
   * good part of a start.
   */
  static CommandLine commandLine(
      MachineFactory factory, DefaultGuestSource defaultGuest, String wanted) {
    Map<String, Supplier<CommandLine>> commands = commands(factory, defaultGuest);
    CommandLine kvas = new CommandLine(new Kvas());
    commands.forEach(
        (name, command) -> {
          if (name.equals(wanted) || !commands.containsKey(wanted)) {
            kvas.addSubcommand(command.get());
          }
        });
    return kvas.setPosixClusteredShortOptionsAllowed(false)
        .setAllowOptionsAsOptionParameters(true)
        .setOverwrittenOptionsAllowed(true)
        .setExpandAtFiles(false)
        .setUsageHelpLongOptionsMaxWidth(30)
        .setParameterExceptionHandler(Kvas::explain)
        .setExecutionExceptionHandler(Kvas::explain);
  }

  /** In the order in which help lists them. */
  private static Map<String, Supplier<CommandLine>> commands(
      MachineFactory factory, DefaultGuestSource defaultGuest) {
    Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
    commands.put("run", () -> run(factory, defaultGuest));
    commands.put("demo", () -> new CommandLine(new DemoCommand(factory)));
    commands.put("top", () -> new CommandLine(new TopCommand()));
    commands.put("cputest", () -> new CommandLine(new CpuTestCommand()));
    commands.put("oracle", () -> new CommandLine(new OracleCommand()));
    commands.put("version", () -> new CommandLine(new VersionCommand()));
    commands.put(HELP, () -> new CommandLine(new HelpCommand()));
    return commands;
  }

  private static CommandLine run(MachineFactory factory, DefaultGuestSource defaultGuest) {
    CommandLine run = new CommandLine(new RunCommand(factory, defaultGuest));
    NotYetSupported.addTo(run.getCommandSpec());
    return run;
  }

  private static int explain(ParameterException exception, String[] arguments) {
    return complain(exception.getCommandLine(), exception);
  }

  private static int explain(
      Exception exception, CommandLine command, CommandLine.ParseResult result) throws Exception {
    if (exception instanceof CommandError) {
      return complain(command, exception);
    }
    throw exception;
  }

  /** Whether it was meant to be one: the first argument and no option. */
  private static boolean isCommand(CommandLine command, UnmatchedArgumentException unmatched) {
    return command.getParent() == null && !unmatched.isUnknownOption();
  }

  private static int complain(CommandLine command, Exception exception) {
    Throwable reason = exception;
    while (reason.getCause() != null && !(reason instanceof CommandError)) {
      reason = reason.getCause();
    }
    String sentence =
        exception instanceof UnmatchedArgumentException unmatched && isCommand(command, unmatched)
            ? "there is no command '%s'; 'kvas --help' lists them"
                .formatted(unmatched.getUnmatched().getFirst())
            : reason instanceof CommandError ? reason.getMessage() : exception.getMessage();
    PrintWriter error = command.getErr();
    error.println(
        "kvas: " + String.valueOf(sentence).lines().findFirst().orElse("the command is wrong"));
    error.flush();
    return WRONG_COMMAND;
  }
}
