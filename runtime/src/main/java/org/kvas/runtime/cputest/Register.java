package org.kvas.runtime.cputest;

import org.kvas.runtime.vcpu.Vcpu;

/**
 * A register by its name in the lines.
 *
 * @param bits at most 256
 */
record Register(String name, int bits, Read read, Write write) {
  /** Takes the value: 64-bit words, the low one first. */
  @FunctionalInterface
  interface Read {
    void into(Vcpu cpu, long[] words, int at);
  }

  @FunctionalInterface
  interface Write {
    void from(Vcpu cpu, long[] words);
  }

  @FunctionalInterface
  interface Get {
    long from(Vcpu cpu);
  }

  @FunctionalInterface
  interface Set {
    void to(Vcpu cpu, long value);
  }

  static Register of(String name, int bits, Get get, Set set) {
    return new Register(
        name,
        bits,
        (cpu, words, at) -> words[at] = get.from(cpu),
        (cpu, words) -> set.to(cpu, words[0]));
  }

  int words() {
    return (bits + 63) / 64;
  }
}
