package org.kvas.runtime.trap;

/**
 * A segment descriptor. SDM Vol. 3A, 3.4.5, 3.5 and 7.2.3.
 *
 * @param bits its eight bytes
 * @param upperBase base bits 63 to 32: only of an LDT or TSS in IA-32e mode
 */
record Descriptor(long bits, int upperBase) {
  long base() {
    return bits >>> 16 & 0xff_ffff | bits >>> 32 & 0xff00_0000L | (long) upperBase << 32;
  }

  /** In bytes. */
  long limit() {
    long raw = bits & 0xffff | bits >>> 32 & 0xf_0000;
    return (bits & 1L << 55) == 0 ? raw : raw << 12 | 0xfff;
  }

  /** {@link SegmentAttributes}. */
  int attributes() {
    return (int) (bits >>> 40) & 0xf0ff;
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

  boolean isCode() {
    return SegmentAttributes.isCode(attributes());
  }

  boolean isConforming() {
    return SegmentAttributes.isConforming(attributes());
  }

  boolean isReadable() {
    return SegmentAttributes.isReadable(attributes());
  }

  boolean isWritable() {
    return SegmentAttributes.isWritable(attributes());
  }

  /** The L flag of a code segment. */
  boolean isLong() {
    return (bits & 1L << 53) != 0;
  }

  /** The D/B flag. */
  boolean isBig() {
    return (bits & 1L << 54) != 0;
  }

  Descriptor withType(int type) {
    return new Descriptor(bits & ~(0xfL << 40) | (long) type << 40, upperBase);
  }
}
