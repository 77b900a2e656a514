package org.kvas.conformance.boot;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.kvas.runtime.machine.CharacterPort;

/** Somebody at the guest's console, who waits for a text and then types a line. */
final class ScriptedConsole implements CharacterPort {
  private record Step(String expected, String answer) {}

  private final Deque<Step> steps = new ArrayDeque<>();
  private final Deque<Byte> typed = new ArrayDeque<>();
  private final ByteArrayOutputStream all = new ByteArrayOutputStream();
  private final StringBuilder unanswered = new StringBuilder();
  private Runnable arrived = () -> {};

  ScriptedConsole answer(String expected, String answer) {
    steps.add(new Step(expected, answer));
    return this;
  }

  /** All that the guest wrote. */
  synchronized String transcript() {
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public synchronized void write(int value) {
    all.write(value);
    unanswered.append((char) value);
    Step next = steps.peek();
    if (next != null && unanswered.indexOf(next.expected) >= 0) {
      unanswered.setLength(0);
      steps.remove();
      for (byte character : next.answer.getBytes(StandardCharsets.ISO_8859_1)) {
        typed.add(character);
      }
      arrived.run();
    }
  }

  @Override
  public synchronized void onInput(Runnable action) {
    arrived = action;
  }

  @Override
  public synchronized int poll() {
    Byte next = typed.poll();
    return next == null ? -1 : next & 0xff;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
