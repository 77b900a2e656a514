package org.kvas.runtime.console;

import java.util.function.Consumer;
import org.kvas.runtime.machine.MachineControl;

/** The line that Ctrl-A C opens: a few commands about the machine itself, named as QEMU's. */
final class MonitorPrompt {
  private static final String PROMPT = MonitorProtocol.PROMPT;
  private static final int BACKSPACE = 8;
  private static final int CTRL_U = 21;
  private static final int DELETE = 127;
  private static final int LINE_LIMIT = 1024;
  private static final String HELP =
      """
      info [TOPIC]       the machine's state; TOPIC is status, registers or jit: where its
                         time goes
      stop, cont         pause and resume the processors
      system_powerdown   press the power button
      system_reset       press the reset button
      quit               end the machine
      Ctrl-A C goes back to the guest's console.
      """;

  private final MachineControl machine;
  private final Consumer<String> output;
  private final Consumer<String> echo;
  private final StringBuilder line = new StringBuilder();

  /**
   * @param echo whether what is typed is to be seen
   */
  MonitorPrompt(MachineControl machine, Consumer<String> output, boolean echo) {
    this.machine = machine;
    this.output = output;
    this.echo = echo ? output : _ -> {};
  }

  void focus(boolean monitor) {
    line.setLength(0);
    output.accept(monitor ? "\nKvas monitor: type 'help' for its commands.\n" + PROMPT : "\n");
  }

  void typed(int value) {
    switch (value) {
      case '\r', '\n' -> {
        echo.accept("\n");
        execute(line.toString().strip());
        line.setLength(0);
        output.accept(PROMPT);
      }
      case BACKSPACE, DELETE -> {
        if (!line.isEmpty()) {
          line.setLength(line.length() - 1);
          echo.accept("\b \b");
        }
      }
      case CTRL_U -> {
        echo.accept("\b \b".repeat(line.length()));
        line.setLength(0);
      }
      default -> {
        if (value >= ' ' && line.length() < LINE_LIMIT) {
          line.append((char) value);
          echo.accept(String.valueOf((char) value));
        }
      }
    }
  }

  private void execute(String command) {
    String[] words = command.split("\\s+", 2);
    switch (words[0]) {
      case "" -> {}
      case "help", "?" -> output.accept(HELP);
      case "info" ->
          output.accept(machine.info(words.length > 1 ? words[1] : "").stripTrailing() + "\n");
      case "stop", "s" -> machine.pause();
      case "cont", "c" -> machine.resume();
      case "system_reset" -> machine.reset();
      case "system_powerdown" -> machine.powerDown();
      case "quit", "q" -> machine.quit();
      default -> output.accept("There is no command '" + words[0] + "'; 'help' lists them.\n");
    }
  }
}
