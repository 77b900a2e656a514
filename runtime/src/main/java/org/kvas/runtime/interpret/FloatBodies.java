package org.kvas.runtime.interpret;

import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.semantics.sse.Mxcsr;

/**
 * Scalar, packed and horizontal forms of one operation on single or double elements. Results are
 * written after the last element is computed.
 */
final class FloatBodies {
  private static final long LOW = 0xffff_ffffL;

  private FloatBodies() {}

  @FunctionalInterface
  interface DoubleFunction {
    long apply(VcpuState cpu, long a, long b);
  }

  @FunctionalInterface
  interface SingleFunction {
    int apply(VcpuState cpu, int a, int b);
  }

  static VectorBody scalar(DoubleFunction f) {
    return (cpu, d, low, high) -> cpu.vector[d] = f.apply(cpu, cpu.vector[d], low);
  }

  static VectorBody scalar(SingleFunction f) {
    return (cpu, d, low, high) -> {
      long a = cpu.vector[d];
      cpu.vector[d] = a & ~LOW | f.apply(cpu, (int) a, (int) low) & LOW;
    };
  }

  static VectorBody packed(DoubleFunction f) {
    return (cpu, d, low, high) ->
        doubles(cpu, d, f, cpu.vector[d], low, f, cpu.vector[d + 1], high);
  }

  /** Subtracts in even elements, adds in odd ones. */
  static VectorBody alternating(DoubleFunction even, DoubleFunction odd) {
    return (cpu, d, low, high) ->
        doubles(cpu, d, even, cpu.vector[d], low, odd, cpu.vector[d + 1], high);
  }

  static VectorBody horizontal(DoubleFunction f) {
    return (cpu, d, low, high) ->
        doubles(cpu, d, f, cpu.vector[d], cpu.vector[d + 1], f, low, high);
  }

  /** Two elements of two operands each. */
  private static void doubles(
      VcpuState cpu,
      int d,
      DoubleFunction f,
      long a0,
      long b0,
      DoubleFunction g,
      long a1,
      long b1) {
    if (!Mxcsr.allMasked(cpu)) {
      SimdExceptions.check(cpu, () -> f.apply(cpu, a0, b0), () -> g.apply(cpu, a1, b1));
    }
    long low = f.apply(cpu, a0, b0);
    long high = g.apply(cpu, a1, b1);
    set(cpu, d, low, high);
  }

  static VectorBody packed(SingleFunction f) {
    return alternating(f, f);
  }

  static VectorBody alternating(SingleFunction even, SingleFunction odd) {
    return (cpu, d, low, high) ->
        singles(cpu, d, even, odd, cpu.vector[d], cpu.vector[d + 1], low, high);
  }

  static VectorBody horizontal(SingleFunction f) {
    return (cpu, d, low, high) -> {
      long a0 = cpu.vector[d];
      long a1 = cpu.vector[d + 1];
      singles(cpu, d, f, f, evens(a0, a1), evens(low, high), odds(a0, a1), odds(low, high));
    };
  }

  /** Four elements of two operands each. */
  private static void singles(
      VcpuState cpu,
      int d,
      SingleFunction f,
      SingleFunction g,
      long a0,
      long a1,
      long b0,
      long b1) {
    if (!Mxcsr.allMasked(cpu)) {
      SimdExceptions.check(
          cpu,
          () -> f.apply(cpu, (int) a0, (int) b0),
          () -> g.apply(cpu, high(a0), high(b0)),
          () -> f.apply(cpu, (int) a1, (int) b1),
          () -> g.apply(cpu, high(a1), high(b1)));
    }
    long low = join(f.apply(cpu, (int) a0, (int) b0), g.apply(cpu, high(a0), high(b0)));
    long high = join(f.apply(cpu, (int) a1, (int) b1), g.apply(cpu, high(a1), high(b1)));
    set(cpu, d, low, high);
  }

  private static long evens(long low, long high) {
    return low & LOW | high << 32;
  }

  private static long odds(long low, long high) {
    return low >>> 32 | high & ~LOW;
  }

  static int high(long lane) {
    return (int) (lane >>> 32);
  }

  static long join(int low, int high) {
    return low & LOW | (long) high << 32;
  }

  static void set(VcpuState cpu, int d, long low, long high) {
    cpu.vector[d] = low;
    cpu.vector[d + 1] = high;
  }
}
