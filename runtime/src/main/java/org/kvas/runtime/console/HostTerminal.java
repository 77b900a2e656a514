package org.kvas.runtime.console;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The terminal on standard input, taken out of its line mode by {@code stty} and always given back
 * as it was, also when the process is ended by a signal.
 *
 * <p>Output processing stays on, so that a bare line feed of this process still starts a new line.
 */
public final class HostTerminal implements AutoCloseable {
  private static final List<String> RAW =
      List.of(
          "-ignbrk", "-brkint", "-parmrk", "-istrip", "-inlcr", "-igncr", "-icrnl", "-ixon",
          "-echo", "-echonl", "-icanon", "-iexten", "cs8", "-parenb", "min", "1", "time", "0");

  private final String saved;
  private final Thread hook = new Thread(this::restore, "terminal-restore");
  private final AtomicBoolean restored = new AtomicBoolean();

  private HostTerminal(String saved) {
    this.saved = saved;
  }

  /**
   * Enters raw mode; empty where standard input is not a terminal.
   *
   * @param signals Ctrl-C still interrupts this process; otherwise it is a character like any other
   */
  public static Optional<HostTerminal> enterRawMode(boolean signals) {
    Optional<String> saved = stty(List.of("-g")).filter(settings -> !settings.isBlank());
    if (saved.isEmpty()) {
      return Optional.empty();
    }
    HostTerminal terminal = new HostTerminal(saved.get().strip());
    Runtime.getRuntime().addShutdownHook(terminal.hook);
    List<String> settings = new ArrayList<>(RAW);
    settings.add(signals ? "isig" : "-isig");
    stty(settings);
    return Optional.of(terminal);
  }

  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook runs, or ran: there is nothing left to undo.
    }
  }

  private void restore() {
    if (restored.compareAndSet(false, true)) {
      stty(List.of(saved));
    }
  }

  /** What {@code stty} printed; empty where it failed or does not exist. */
  private static Optional<String> stty(List<String> arguments) {
    List<String> command = new ArrayList<>(arguments);
    command.addFirst("stty");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(Redirect.INHERIT)
              .redirectError(Redirect.DISCARD)
              .start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return process.waitFor() == 0 ? Optional.of(output) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
