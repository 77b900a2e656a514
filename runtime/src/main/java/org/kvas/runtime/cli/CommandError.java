package org.kvas.runtime.cli;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * The command cannot be obeyed; the message is one sentence for the user. The process ends with
 * status 2.
 */
final class CommandError extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  CommandError(String sentence) {
    super(sentence);
  }

  static CommandError notSupportedYet(String what) {
    return new CommandError("not supported yet: " + what);
  }

  /** What {@code subject} (an option and its value, or a file) failed with. */
  static CommandError of(String subject, IOException cause) {
    String reason =
        switch (cause) {
          case NoSuchFileException e -> "there is no such file or folder";
          case AccessDeniedException e -> "permission denied";
          case FileSystemException e when e.getReason() != null -> e.getReason();
          default -> String.valueOf(cause.getMessage());
        };
    return new CommandError(subject + ": " + reason);
  }
}
