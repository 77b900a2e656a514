package org.kvas.runtime.console;

/**
 * Sorts what is typed into characters for the guest, characters for the monitor prompt, and the
 * commands behind Ctrl-A.
 */
final class ConsoleEscapes {
  static final int CTRL_A = 1;

  /** Where typed characters go. */
  interface Listener {
    void toGuest(int value) throws InterruptedException;

    void toMonitor(int value);

    void quit();

    /** The prompt took the keyboard, or gave it back. */
    void monitorFocus(boolean monitor);

    void help();
  }

  private final Listener listener;
  private boolean escaped;
  private boolean monitor;

  ConsoleEscapes(Listener listener) {
    this.listener = listener;
  }

  void typed(int value) throws InterruptedException {
    if (!escaped) {
      if (value == CTRL_A) {
        escaped = true;
      } else {
        plain(value);
      }
      return;
    }
    escaped = false;
    switch (value) {
      case 'x', 'X' -> listener.quit();
      case 'c', 'C' -> {
        monitor = !monitor;
        listener.monitorFocus(monitor);
      }
      case 'h', 'H', '?' -> listener.help();
      case CTRL_A, 'a', 'A' -> plain(CTRL_A);
      default -> {
        plain(CTRL_A);
        plain(value);
      }
    }
  }

  private void plain(int value) throws InterruptedException {
    if (monitor) {
      listener.toMonitor(value);
    } else {
      listener.toGuest(value);
    }
  }
}
