package org.kvas.runtime.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The processor alone, for differential testing. */
@Command(
    name = "cputest",
    description = {
      "Runs instructions on a processor without a machine: one JSON object per line",
      "on standard input, one per line on standard output, in order."
    },
    footer = {
      "",
      "Example:",
      "  echo '{\"id\":\"add\",\"mode\":\"real\",\"init\":{\"rax\":\"0x1\",\"rip\":\"0x100\"},",
      "    \"memory\":[[\"0x100\",\"00c8\"]],\"run\":{\"instructions\":1}}' | kvas cputest"
    })
final class CpuTestCommand implements Callable<Integer> {
  /** Which engine runs a line. */
  enum Engine {
    INTERPRETER,
    TRANSLATOR,
    BOTH
  }

  @Option(
      names = {"-engine", "--engine"},
      paramLabel = "ENGINE",
      defaultValue = "interpreter",
      description = "interpreter (the default), translator, or both, compared")
  private String engine = "interpreter";

  @Option(
      names = {"-cpu", "--cpu"},
      paramLabel = "MODEL[,+F,-F]",
      defaultValue = "x86-64-v2",
      description = "processor model and features (default: x86-64-v2)")
  private String cpu = "x86-64-v2";

  @Mixin HelpOption help = new HelpOption();

  @Override
  public Integer call() {
    Engine chosen = engine();
    throw CommandError.notSupportedYet(
        "cputest with the engine " + chosen + " and the processor " + cpu);
  }

  private Engine engine() {
    return switch (engine) {
      case "interpreter" -> Engine.INTERPRETER;
      case "translator" -> Engine.TRANSLATOR;
      case "both" -> Engine.BOTH;
      default ->
          throw new CommandError(
              "--engine " + engine + ": there are interpreter, translator and both");
    };
  }
}
