package org.kvas.runtime.console;

import java.nio.file.Path;

/** Where a machine's monitor takes its commands, besides Ctrl-A C. */
public sealed interface MonitorChannel {
  /** This process's standard input and output. */
  record Stdio() implements MonitorChannel {}

  /** A UNIX socket that this process listens on, for this user only. */
  record UnixSocket(Path path) implements MonitorChannel {}
}
