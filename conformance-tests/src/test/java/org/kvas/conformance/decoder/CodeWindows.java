package org.kvas.conformance.decoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Pieces of code of 16 bytes, each of which is asked for the instruction that it starts with: one
 * more byte than the longest has.
 */
final class CodeWindows {
  static final int SIZE = 16;

  private final byte[] bytes;
  private int count;

  /**
   * @param capacity how many there can be
   */
  CodeWindows(int capacity) {
    bytes = new byte[capacity * SIZE];
  }

  int count() {
    return count;
  }

  boolean isFull() {
    return count * SIZE == bytes.length;
  }

  void add(byte[] code, int offset) {
    System.arraycopy(code, offset, bytes, count++ * SIZE, SIZE);
  }

  byte[] get(int i) {
    return Arrays.copyOfRange(bytes, i * SIZE, (i + 1) * SIZE);
  }

  /** Those that there are, in a file. */
  Path writeTo(Path file) throws IOException {
    return Files.write(file, Arrays.copyOf(bytes, count * SIZE));
  }
}
