package org.kvas.conformance.machine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.kvas.runtime.machine.CharacterPort;

/** A serial console that remembers what the guest said, and types. */
public final class CapturedConsole implements CharacterPort {
  private static final int TAIL_LINES = 25;

  private final StringBuilder said = new StringBuilder();
  private final Queue<Integer> typed = new ArrayDeque<>();
  private Runnable arrived = () -> {};
  private boolean ended;
  private int heard;

  @Override
  public synchronized void write(int value) {
    if (value != '\r') {
      said.append((char) value);
      notifyAll();
    }
  }

  @Override
  public synchronized void onInput(Runnable action) {
    arrived = action;
  }

  @Override
  public synchronized int poll() {
    Integer next = typed.poll();
    return next == null ? -1 : next;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  /** Types a text, {@code \n} being the return key. */
  public void type(String text) {
    Runnable announce;
    synchronized (this) {
      text.replace('\n', '\r').chars().forEach(typed::add);
      announce = arrived;
    }
    announce.run();
  }

  /** All that was said, without carriage returns. */
  public synchronized String text() {
    return said.toString();
  }

  /** Its last lines, for the message of a failure. */
  public String tail() {
    String[] lines = text().split("\n");
    int from = Math.max(0, lines.length - TAIL_LINES);
    return String.join("\n", Arrays.asList(lines).subList(from, lines.length));
  }

  /** Nothing more will be said. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /**
   * Waits until this is said, after what was waited for before.
   *
   * @return false if the time is over or the machine ended before
   */
  synchronized boolean await(String text, Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    int from = heard;
    int at;
    while ((at = said.indexOf(text, from)) < 0) {
      from = Math.max(heard, said.length() - text.length() + 1);
      long left = deadline - System.nanoTime();
      if (left <= 0 || ended) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    heard = at + text.length();
    return true;
  }
}
