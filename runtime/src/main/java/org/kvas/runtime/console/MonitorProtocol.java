package org.kvas.runtime.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The client's side of a monitor: an answer ends where the next prompt begins. */
public final class MonitorProtocol {
  static final String PROMPT = "(kvas) ";

  private MonitorProtocol() {}

  /**
   * The text up to the next prompt.
   *
   * @throws EOFException where the machine ended
   */
  public static String answer(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String text = "";
    while (!text.endsWith("\n" + PROMPT) && !text.equals(PROMPT)) {
      byte[] buffer = new byte[8192];
      int length = in.read(buffer);
      if (length < 0) {
        throw new EOFException("the monitor has gone");
      }
      bytes.write(buffer, 0, length);
      text = bytes.toString(UTF_8);
    }
    return text.substring(0, text.length() - PROMPT.length());
  }
}
