package org.kvas.translator.x86.decode;

/** An instruction that has no encoding, or more than one meaning, as asked for. */
public final class EncodingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public EncodingException(String message) {
    super(message);
  }
}
