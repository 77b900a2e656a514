package org.kvas.runtime.cli;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.kvas.runtime.cputest.CpuTest;
import org.kvas.runtime.cputest.TestEngine;
import org.kvas.runtime.vcpu.CpuModel;
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
  public Integer call() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Writer out =
        new BufferedWriter(
            new OutputStreamWriter(
                new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8));
    try (CpuTest test = new CpuTest(model(), engine())) {
      test.run(in, out);
    }
    return 0;
  }

  private CpuModel model() {
    try {
      return CpuModel.parse(cpu);
    } catch (IllegalArgumentException e) {
      throw new CommandError(String.valueOf(e.getMessage()));
    }
  }

  private TestEngine engine() {
    return switch (engine) {
      case "interpreter" -> TestEngine.INTERPRETER;
      case "translator" -> TestEngine.TRANSLATOR;
      case "both" -> TestEngine.BOTH;
      default ->
          throw new CommandError(
              "--engine " + engine + ": there are interpreter, translator and both");
    };
  }
}
