package org.kvas.runtime.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kvas.runtime.machine.MachineControl;

@Timeout(20)
class ConsolePortTest {
  /** Remembers what it was told. */
  private static final class Told implements MachineControl {
    final List<String> verbs = new ArrayList<>();
    final Semaphore changes = new Semaphore(0);

    private void told(String verb) {
      verbs.add(verb);
      changes.release();
    }

    @Override
    public void quit() {
      told("quit");
    }

    @Override
    public void reset() {
      told("reset");
    }

    @Override
    public void powerDown() {
      told("powerDown");
    }

    @Override
    public void pause() {
      told("pause");
    }

    @Override
    public void resume() {
      told("resume");
    }

    @Override
    public String info(String topic) {
      return "about " + topic;
    }
  }

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final Told machine = new Told();

  /** What the guest gets of what is typed. */
  private String typed(String keys, boolean multiplexed, int expected) throws InterruptedException {
    ConsolePort port =
        new ConsolePort(new ByteArrayInputStream(keys.getBytes(ISO_8859_1)), output, multiplexed);
    Semaphore arrivals = new Semaphore(0);
    port.onInput(arrivals::release);
    port.start(machine);
    assertThat(arrivals.tryAcquire(expected, 10, TimeUnit.SECONDS)).isTrue();
    StringBuilder got = new StringBuilder();
    for (int value = port.poll(); value >= 0; value = port.poll()) {
      got.append((char) value);
    }
    port.flush();
    return got.toString();
  }

  @Test
  void plainInputIsCopied() throws Exception {
    assertThat(typed("a\1x\u00ff\0\3", false, 6)).isEqualTo("a\1x\u00ff\0\3");
    assertThat(machine.verbs).isEmpty();
  }

  @Test
  void endOfInputIsNotTheEndOfTheMachine() throws Exception {
    assertThat(typed("", true, 0)).isEmpty();
    assertThat(machine.changes.tryAcquire(200, TimeUnit.MILLISECONDS)).isFalse();
  }

  @Test
  void controlCIsTheGuests() throws Exception {
    assertThat(typed("\3", true, 1)).isEqualTo("\3");
  }

  @Test
  void controlATwiceIsOne() throws Exception {
    assertThat(typed("\1\1\1a!\1z", true, 5)).isEqualTo("\1\1!\1z");
  }

  @Test
  void controlAXEndsTheMachine() throws Exception {
    assertThat(typed("ab\1x", true, 2)).isEqualTo("ab");
    assertThat(machine.changes.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    assertThat(machine.verbs).containsExactly("quit");
  }

  @Test
  void monitorCommandsAndBack() throws Exception {
    assertThat(
            typed(
                "a\1cinfo cpus\rsystem_reset\rstopp\bbla\u0015cont\rsystem_powerdown\rq\rno\1cb",
                true,
                2))
        .isEqualTo("ab");
    assertThat(machine.changes.tryAcquire(4, 10, TimeUnit.SECONDS)).isTrue();
    assertThat(machine.verbs).containsExactly("reset", "resume", "powerDown", "quit");
    assertThat(output.toString(ISO_8859_1)).contains("(kvas) info cpus\nabout cpus\n");
  }

  @Test
  void unknownMonitorCommandSaysSo() throws Exception {
    typed("\1cfly\r\1c!", true, 1);
    assertThat(output.toString(ISO_8859_1)).contains("There is no command 'fly'");
  }

  @Test
  void helpNamesTheKeys() throws Exception {
    typed("\1h!", true, 1);
    assertThat(output.toString(ISO_8859_1)).contains("Ctrl-A X").contains("Ctrl-A C");
  }
}
