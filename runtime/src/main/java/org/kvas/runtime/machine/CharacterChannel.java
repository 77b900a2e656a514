package org.kvas.runtime.machine;

import java.nio.file.Path;

/** Where a serial port or a debug console leads on the host. */
public sealed interface CharacterChannel {
  /**
   * This process's standard input and output.
   *
   * @param multiplexed Ctrl-A commands work and Ctrl-C goes to the guest
   */
  record Stdio(boolean multiplexed) implements CharacterChannel {}

  /** Output is dropped, input never comes. */
  record Nowhere() implements CharacterChannel {}

  /** Output goes to a file, which is emptied first; input never comes. */
  record ToFile(Path file) implements CharacterChannel {}
}
