package org.kvas.devices.apic;

/** A set of the 256 interrupt vectors: IRR, ISR or TMR. */
final class VectorSet {
  private final long[] words = new long[4];

  boolean has(int vector) {
    return (words[vector >> 6] & 1L << vector) != 0;
  }

  void add(int vector) {
    words[vector >> 6] |= 1L << vector;
  }

  void remove(int vector) {
    words[vector >> 6] &= ~(1L << vector);
  }

  void set(int vector, boolean member) {
    if (member) {
      add(vector);
    } else {
      remove(vector);
    }
  }

  /** The highest member, or -1. */
  int highest() {
    for (int i = 3; i >= 0; i--) {
      if (words[i] != 0) {
        return 64 * i + 63 - Long.numberOfLeadingZeros(words[i]);
      }
    }
    return -1;
  }

  /**
   * @param index 0 to 7: vectors {@code 32 * index} and up
   */
  int register(int index) {
    return (int) (words[index >> 1] >>> 32 * (index & 1));
  }

  void clear() {
    for (int i = 0; i < 4; i++) {
      words[i] = 0;
    }
  }

  long[] toArray() {
    return words.clone();
  }

  void restore(long[] from) {
    System.arraycopy(from, 0, words, 0, 4);
  }
}
