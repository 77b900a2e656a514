package org.kvas.runtime.boot;

import java.io.IOException;

/**
 * An image that cannot be booted; the message is one sentence for the user, with the file's name
 * and the cause.
 */
public final class BootException extends IOException {
  private static final long serialVersionUID = 1L;

  public BootException(String message) {
    super(message);
  }

  public BootException(String message, Throwable cause) {
    super(message, cause);
  }
}
