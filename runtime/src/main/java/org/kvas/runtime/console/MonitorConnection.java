package org.kvas.runtime.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.kvas.runtime.machine.MachineControl;

/** Monitor commands by lines; what is typed is not echoed. */
final class MonitorConnection {
  private final InputStream in;
  private final OutputStream out;
  private final MonitorPrompt prompt;

  MonitorConnection(InputStream in, OutputStream out, MachineControl machine) {
    this.in = in;
    this.out = out;
    this.prompt = new MonitorPrompt(machine, this::print, false);
  }

  /** Until the other end closes it, or goes away. */
  void serve() {
    byte[] buffer = new byte[1024];
    try {
      prompt.focus(true);
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        for (int i = 0; i < length; i++) {
          prompt.typed(buffer[i] & 0xff);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // The other end is gone: so is this one.
    }
  }

  private void print(String text) {
    try {
      out.write(text.getBytes(UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
