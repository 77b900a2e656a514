package org.kvas.runtime.machine;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a machine together. */
@FunctionalInterface
public interface MachineFactory {
  /**
   * A machine that is off.
   *
   * @param serials the opened {@link MachineConfiguration#serials()}
   * @param debugConsole the opened {@link MachineConfiguration#debugConsole()}
   * @throws IOException with a sentence for the user: an image cannot be read or is not what it
   *     should be
   * @throws IllegalArgumentException with a sentence for the user: the configuration asks for
   *     something impossible
   */
  Machine create(
      MachineConfiguration configuration,
      List<CharacterPort> serials,
      @Nullable CharacterPort debugConsole)
      throws IOException;
}
