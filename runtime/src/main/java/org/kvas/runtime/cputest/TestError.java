package org.kvas.runtime.cputest;

/** A line asks for what cannot be done; the message is one sentence. */
final class TestError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TestError(String sentence) {
    super(sentence, null, false, false);
  }
}
