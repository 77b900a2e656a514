package org.kvas.runtime.oracle;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Reciprocals whose last bits the architecture leaves open. SDM Vol. 2B, RCPPS and RSQRTPS. */
final class Approximations {
  /** Of each, to the exact result. */
  private static final double RELATIVE_ERROR = 1.5 / (1 << 12);

  private Approximations() {}

  /** Makes equal in two results what may be approximations of the same number. */
  static void equalize(MemorySegment a, MemorySegment b) {
    for (int lane = 0; lane < 64; lane++) {
      int start = StateRecord.lane(lane >> 2, lane & 3);
      for (int at = start; at < start + 8; at += 4) {
        int bits = a.get(JAVA_INT_UNALIGNED, at);
        if (areNear(Float.intBitsToFloat(bits), single(b, at))) {
          b.set(JAVA_INT_UNALIGNED, at, bits);
        }
      }
    }
  }

  private static float single(MemorySegment record, int at) {
    return Float.intBitsToFloat(record.get(JAVA_INT_UNALIGNED, at));
  }

  /** Whether some number is within reach of both; not where one is a NaN or infinite. */
  private static boolean areNear(double first, double second) {
    double low = Math.min(Math.abs(first), Math.abs(second));
    double high = Math.max(Math.abs(first), Math.abs(second));
    return first * second > 0
        && high < Double.POSITIVE_INFINITY
        && high / (1 + RELATIVE_ERROR) <= low / (1 - RELATIVE_ERROR);
  }
}
