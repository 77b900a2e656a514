package org.kvas.translator.x86.semantics.crypto;

/** The 16 bytes that an instruction gives, as quadwords. */
public record Block(long low, long high) {
  static Block of(int d0, int d1, int d2, int d3) {
    return new Block(d0 & 0xffff_ffffL | (long) d1 << 32, d2 & 0xffff_ffffL | (long) d3 << 32);
  }
}
