package org.kvas.runtime.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.kvas.runtime.machine.CharacterPort;
import org.kvas.runtime.machine.MachineControl;

/**
 * A serial line on this process's standard input and output. The end of the input is not the end of
 * the machine.
 *
 * <p>When multiplexed, Ctrl-A X ends the machine, Ctrl-A C talks to its monitor, Ctrl-A H lists
 * these keys and Ctrl-A Ctrl-A is a Ctrl-A for the guest; also when the input is a pipe, as scripts
 * written for QEMU expect.
 */
public final class ConsolePort implements CharacterPort {
  private static final String HELP =
      """

      Ctrl-A X       end the machine
      Ctrl-A C       to the monitor and back
      Ctrl-A H       this list
      Ctrl-A Ctrl-A  a Ctrl-A for the guest
      """;

  private final InputStream in;
  private final BatchedOutput output;
  private final boolean multiplexed;
  private final InputQueue input = new InputQueue();

  public ConsolePort(InputStream in, OutputStream out, boolean multiplexed) {
    this.in = in;
    this.output = new BatchedOutput(out, "console-output");
    this.multiplexed = multiplexed;
  }

  /** Starts to read what is typed; {@code machine} obeys the keys behind Ctrl-A. */
  public void start(MachineControl machine) {
    Thread.ofPlatform().daemon().name("console-input").start(() -> read(machine));
  }

  private void read(MachineControl machine) {
    ConsoleEscapes escapes = new ConsoleEscapes(new Keys(machine));
    byte[] buffer = new byte[4096];
    try {
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        for (int i = 0; i < length; i++) {
          int value = buffer[i] & 0xff;
          if (multiplexed) {
            escapes.typed(value);
          } else {
            input.put(value);
          }
        }
      }
    } catch (IOException e) {
      // As at the end of the input: nothing more is typed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void write(int value) {
    output.write(value);
  }

  @Override
  public void onInput(Runnable arrived) {
    input.onInput(arrived);
  }

  @Override
  public int poll() {
    return input.poll();
  }

  @Override
  public void flush() {
    output.flush();
  }

  @Override
  public void close() {
    output.close();
  }

  private final class Keys implements ConsoleEscapes.Listener {
    private final MachineControl machine;
    private final MonitorPrompt prompt;

    Keys(MachineControl machine) {
      this.machine = machine;
      this.prompt = new MonitorPrompt(machine, this::print, true);
    }

    private void print(String text) {
      for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
        output.write(value);
      }
    }

    @Override
    public void toGuest(int value) throws InterruptedException {
      input.put(value);
    }

    @Override
    public void toMonitor(int value) {
      prompt.typed(value);
    }

    @Override
    public void quit() {
      machine.quit();
    }

    @Override
    public void monitorFocus(boolean monitor) {
      prompt.focus(monitor);
    }

    @Override
    public void help() {
      print(HELP);
    }
  }
}
