package org.kvas.runtime.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Output to the host that may fail: a full disk, a reader that went away. That is said once; the
 * rest is lost, since the guest cannot be told and goes on.
 */
public final class HostOutput extends OutputStream {
  private final String name;
  private final OutputStream out;
  private final PrintStream messages;
  private boolean lost;

  /**
   * @param name for the message: a file's, or what it is
   * @param messages for the one line
   */
  public HostOutput(String name, OutputStream out, PrintStream messages) {
    this.name = name;
    this.out = out;
    this.messages = messages;
  }

  @FunctionalInterface
  private interface Attempt {
    void make() throws IOException;
  }

  @Override
  public void write(int value) {
    attempt(() -> out.write(value));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    attempt(() -> out.write(bytes, offset, length));
  }

  @Override
  public void flush() {
    attempt(out::flush);
  }

  @Override
  public void close() {
    attempt(out::close);
  }

  private synchronized void attempt(Attempt attempt) {
    if (lost) {
      return;
    }
    try {
      attempt.make();
    } catch (IOException e) {
      lost = true;
      messages.printf("kvas: %s: %s; further output to it is lost%n", name, e.getMessage());
    }
  }
}
