package org.kvas.runtime.trap;

/**
 * A call, interrupt, trap or task gate. SDM Vol. 3A, 5.8.3, 6.11 and 6.14.1.
 *
 * @param bits the first eight bytes
 * @param upperOffset offset bits 63 to 32, of a 16-byte gate
 */
record Gate(long bits, int upperOffset) {
  int selector() {
    return (int) (bits >>> 16) & 0xffff;
  }

  /** Of a 32- or 64-bit gate; a 16-bit gate's upper bits do not count. */
  long offset() {
    return bits & 0xffff | bits >>> 32 & 0xffff_0000L | (long) upperOffset << 32;
  }

  int type() {
    return (int) (bits >>> 40) & SegmentAttributes.TYPE;
  }

  boolean isSystem() {
    return (bits & 1L << 44) == 0;
  }

  int dpl() {
    return (int) (bits >>> 45) & 3;
  }

  boolean isPresent() {
    return (bits & 1L << 47) != 0;
  }

  /** Words or doublewords that a call gate copies. */
  int parameters() {
    return (int) (bits >>> 32) & 31;
  }

  /** Of a 64-bit interrupt or trap gate, 0 for none. */
  int interruptStack() {
    return (int) (bits >>> 32) & 7;
  }
}
