package org.kvas.runtime.console;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kvas.runtime.machine.CharacterChannel;
import org.kvas.runtime.machine.CharacterPort;
import org.kvas.runtime.machine.HostOutput;

/** Opens what a {@link CharacterChannel} names. */
public final class HostPorts {
  private HostPorts() {}

  /** A serial port's end. */
  public static CharacterPort serial(CharacterChannel channel) throws IOException {
    return switch (channel) {
      case CharacterChannel.Stdio(boolean multiplexed) ->
          new ConsolePort(new FileInputStream(FileDescriptor.in), standardOutput(), multiplexed);
      case CharacterChannel.Nowhere() -> new NowherePort();
      case CharacterChannel.ToFile(var file) -> new FilePort(output(file));
    };
  }

  /** A debug console's end: no input, and no byte is ever held back. */
  public static CharacterPort debugConsole(CharacterChannel channel) throws IOException {
    return switch (channel) {
      case CharacterChannel.Stdio(boolean multiplexed) -> new UnbufferedPort(standardOutput());
      case CharacterChannel.Nowhere() -> new NowherePort();
      case CharacterChannel.ToFile(var file) -> new UnbufferedPort(output(file));
    };
  }

  private static HostOutput output(Path file) throws IOException {
    return new HostOutput(file.toString(), Files.newOutputStream(file), System.err);
  }

  private static HostOutput standardOutput() {
    OutputStream output =
        new FileOutputStream(FileDescriptor.out) {
          @Override
          public void close() {
            // Belongs to the process.
          }
        };
    return new HostOutput("standard output", output, System.err);
  }
}
