package org.kvas.runtime.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a real pseudo-terminal, which script(1) provides. */
@Timeout(60)
class HostTerminalTest {
  @TempDir Path folder;

  /** The process that is given the pseudo-terminal. */
  static final class Session {
    private Session() {}

    /** Goes raw, says how the terminal is then, and ends as told. */
    public static void main(String[] arguments) throws Exception {
      boolean signals = arguments[0].equals("signals");
      HostTerminal terminal =
          HostTerminal.enterRawMode(signals).orElseThrow(() -> new IOException("not a terminal"));
      Process stty = new ProcessBuilder("stty", "-a").inheritIO().start();
      stty.waitFor();
      if (arguments[1].equals("close")) {
        terminal.close();
      } else {
        System.exit(3);
      }
    }
  }

  private String terminalSession(String signals, String end) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String session =
        java
            + " -cp '"
            + System.getProperty("java.class.path")
            + "' '"
            + Session.class.getName()
            + "' "
            + signals
            + " "
            + end;
    Path script =
        Files.writeString(
            folder.resolve("session.sh"), "stty -g; " + session + "; echo; stty -g\n");
    Process process =
        new ProcessBuilder(
                List.of("script", "-qec", "sh " + script, folder.resolve("typescript").toString()))
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  private static void assertRestored(String output) {
    List<String> lines =
        output.lines().map(String::strip).filter(line -> line.matches("[0-9a-f:]{40,}")).toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.getLast()).isEqualTo(lines.getFirst());
  }

  @Test
  void rawAndBack() throws Exception {
    String output = terminalSession("characters", "close");
    assertThat(output)
        .contains("-isig -icanon")
        .contains("-icrnl")
        .contains("-echo ")
        .containsPattern("[ ;\\n]opost");
    assertRestored(output);
  }

  @Test
  void signalsCanStay() throws Exception {
    assertThat(terminalSession("signals", "close")).containsPattern("[\\n ]isig -icanon");
  }

  @Test
  void restoredWhenTheProcessExits() throws Exception {
    assertRestored(terminalSession("characters", "exit"));
  }

  @Test
  void noTerminalNoRawMode() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Session.class.getName(),
                "signals",
                "close")
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .contains("not a terminal");
  }
}
