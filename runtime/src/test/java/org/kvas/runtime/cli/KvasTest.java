package org.kvas.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvas.runtime.machine.HardwareMachineFactory;

/** Which commands are described: a start waits for that. */
class KvasTest {
  private static Set<String> commands(String wanted) {
    return Kvas.commandLine(
            new HardwareMachineFactory(), new DefaultGuestSource(Map.of(), System.err), wanted)
        .getSubcommands()
        .keySet();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "demo", "top", "cputest", "oracle", "version"})
  void oneThatIsWantedIsDescribedAlone(String command) {
    assertThat(commands(command)).containsExactly(command);
  }

  @Test
  void elseAllAre() {
    assertThat(commands("nothing"))
        .containsExactly("run", "demo", "top", "cputest", "oracle", "version", "help");
  }
}
