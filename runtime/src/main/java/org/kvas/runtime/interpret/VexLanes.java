package org.kvas.runtime.interpret;

import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.semantics.sse.Mxcsr;

/**
 * SSE bodies made VEX: the first source is copied to the destination before, each 16-byte lane is
 * worked on by itself, and an XMM destination's upper half is cleared. SDM Vol. 1, 14.1.3.
 */
final class VexLanes {
  private VexLanes() {}

  static VexBody narrow(VectorBody body) {
    return (cpu, d, first, q0, q1, q2, q3) -> {
      set(cpu, d, cpu.vector[first], cpu.vector[first + 1]);
      body.apply(cpu, d, q0, q1);
      clearUpper(cpu, d);
    };
  }

  static VexBody wide(VectorBody low, VectorBody high) {
    return (cpu, d, first, q0, q1, q2, q3) -> {
      long[] v = cpu.vector;
      set(cpu, d, v[first], v[first + 1], v[first + 2], v[first + 3]);
      low.apply(cpu, d, q0, q1);
      high.apply(cpu, d + 2, q2, q3);
    };
  }

  /** Both lanes see the same source: a shift count. */
  static VexBody shared(VexBody body) {
    return (cpu, d, first, q0, q1, q2, q3) -> body.apply(cpu, d, first, q0, q1, q0, q1);
  }

  /**
   * The lanes see the halves of the source.
   *
   * @param size of the source in bytes
   */
  static VexBody halved(VexBody body, int size) {
    int shift = 4 * size;
    return size == 16
        ? (cpu, d, first, q0, q1, q2, q3) -> body.apply(cpu, d, first, q0, 0, q1, 0)
        : (cpu, d, first, q0, q1, q2, q3) -> body.apply(cpu, d, first, q0, 0, q0 >>> shift, 0);
  }

  /** One that may raise a floating-point exception: the destination is unchanged then. */
  static VexBody narrowFloat(VectorBody body) {
    VexBody plain = narrow(body);
    return (cpu, d, first, q0, q1, q2, q3) -> {
      long d0 = cpu.vector[d];
      long d1 = cpu.vector[d + 1];
      try {
        plain.apply(cpu, d, first, q0, q1, q2, q3);
      } catch (GuestFault fault) {
        set(cpu, d, d0, d1);
        throw fault;
      }
    };
  }

  /** The flags of both lanes are set before either is written. */
  static VexBody wideFloat(VectorBody low, VectorBody high) {
    VexBody plain = wide(low, high);
    return (cpu, d, first, q0, q1, q2, q3) -> {
      if (!Mxcsr.allMasked(cpu)) {
        check(cpu, d, first, () -> low.apply(cpu, d, q0, q1), () -> high.apply(cpu, d + 2, q2, q3));
      }
      plain.apply(cpu, d, first, q0, q1, q2, q3);
    };
  }

  private static void check(VcpuState cpu, int d, int first, Runnable low, Runnable high) {
    long[] v = cpu.vector;
    long d0 = v[d];
    long d1 = v[d + 1];
    long d2 = v[d + 2];
    long d3 = v[d + 3];
    set(cpu, d, v[first], v[first + 1], v[first + 2], v[first + 3]);
    try {
      SimdExceptions.check(cpu, element(low), element(high));
    } finally {
      set(cpu, d, d0, d1, d2, d3);
    }
  }

  private static SimdExceptions.Element element(Runnable lane) {
    return () -> {
      lane.run();
      return 0;
    };
  }

  static void set(VcpuState cpu, int d, long q0, long q1) {
    cpu.vector[d] = q0;
    cpu.vector[d + 1] = q1;
  }

  static void set(VcpuState cpu, int d, long q0, long q1, long q2, long q3) {
    cpu.vector[d] = q0;
    cpu.vector[d + 1] = q1;
    cpu.vector[d + 2] = q2;
    cpu.vector[d + 3] = q3;
  }

  static void clearUpper(VcpuState cpu, int d) {
    cpu.vector[d + 2] = 0;
    cpu.vector[d + 3] = 0;
  }
}
