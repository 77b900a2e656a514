package org.kvas.translator.x86.semantics.sse;

import static org.kvas.translator.x86.semantics.sse.Lanes.dwords;
import static org.kvas.translator.x86.semantics.sse.Lanes.high;

/**
 * Shifts of each element by a count of its own, unsigned. SDM Vol. 2C, VPSLLVx, VPSRLVx, VPSRAVD.
 */
public final class VariableShift {
  private VariableShift() {}

  public static long vpsllvd(long a, long counts) {
    return dwords(left((int) a, (int) counts), left(high(a), high(counts)));
  }

  public static long vpsrlvd(long a, long counts) {
    return dwords(right((int) a, (int) counts), right(high(a), high(counts)));
  }

  public static long vpsravd(long a, long counts) {
    return dwords(arithmetic((int) a, (int) counts), arithmetic(high(a), high(counts)));
  }

  public static long vpsllvq(long a, long count) {
    return count >>> 6 == 0 ? a << count : 0;
  }

  public static long vpsrlvq(long a, long count) {
    return count >>> 6 == 0 ? a >>> count : 0;
  }

  private static int left(int a, int count) {
    return count >>> 5 == 0 ? a << count : 0;
  }

  private static int right(int a, int count) {
    return count >>> 5 == 0 ? a >>> count : 0;
  }

  private static int arithmetic(int a, int count) {
    return count >>> 5 == 0 ? a >> count : a >> 31;
  }
}
