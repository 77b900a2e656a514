package org.kvas.runtime.interpret;

import static org.kvas.runtime.interpret.FloatBodies.high;
import static org.kvas.runtime.interpret.FloatBodies.join;
import static org.kvas.runtime.interpret.FloatBodies.set;

import java.util.Arrays;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.semantics.sse.DoubleArithmetic;
import org.kvas.translator.x86.semantics.sse.Mxcsr;
import org.kvas.translator.x86.semantics.sse.SingleArithmetic;

/**
 * DPPS and DPPD: bits 7-4 of the immediate choose the products, bits 3-0 the elements that get the
 * sum. SDM Vol. 2A.
 */
final class DotProduct {
  private DotProduct() {}

  static VectorBody singles(int control) {
    return (cpu, d, low, high) -> singles(cpu, d, low, high, control);
  }

  private static void singles(VcpuState cpu, int d, long low, long high, int control) {
    long a0 = cpu.vector[d];
    long a1 = cpu.vector[d + 1];
    if (!Mxcsr.allMasked(cpu)) {
      SimdExceptions.check(
          cpu,
          () -> product(cpu, (int) a0, (int) low, control & 0x10),
          () -> product(cpu, high(a0), high(low), control & 0x20),
          () -> product(cpu, (int) a1, (int) high, control & 0x40),
          () -> product(cpu, high(a1), high(high), control & 0x80));
    }
    int p0 = product(cpu, (int) a0, (int) low, control & 0x10);
    int p1 = product(cpu, high(a0), high(low), control & 0x20);
    int p2 = product(cpu, (int) a1, (int) high, control & 0x40);
    int p3 = product(cpu, high(a1), high(high), control & 0x80);
    if (!Mxcsr.allMasked(cpu)) {
      SimdExceptions.check(
          cpu, () -> SingleArithmetic.add(cpu, p1, p0), () -> SingleArithmetic.add(cpu, p3, p2));
    }
    int r0 = (control & 1) != 0 ? sum(cpu, p1, p0, p3, p2) : 0;
    int r1 = (control & 2) != 0 ? sum(cpu, p0, p1, p2, p3) : 0;
    int r2 = (control & 4) != 0 ? sum(cpu, p3, p2, p1, p0) : 0;
    int r3 = (control & 8) != 0 ? sum(cpu, p2, p3, p0, p1) : 0;
    if ((control & 15) == 0) {
      sum(cpu, p1, p0, p3, p2); // for its exceptions
    }
    set(cpu, d, join(r0, r1), join(r2, r3));
  }

  /** VDPPS of YMM registers: the exceptions of each step are those of both lanes. */
  static VexBody wideSingles(int control) {
    VexBody lanes = VexLanes.wide(singles(control), singles(control));
    return (cpu, d, first, q0, q1, q2, q3) -> {
      if (!Mxcsr.allMasked(cpu)) {
        long[] v = cpu.vector;
        long[] a = {v[first], v[first + 1], v[first + 2], v[first + 3]};
        checkSteps(cpu, a, new long[] {q0, q1, q2, q3}, control);
      }
      lanes.apply(cpu, d, first, q0, q1, q2, q3);
    };
  }

  private static void checkSteps(VcpuState cpu, long[] a, long[] b, int control) {
    long[] products =
        step(cpu, 8, i -> product(cpu, element(a, i), element(b, i), control & 0x10 << (i & 3)));
    long[] pairs =
        step(
            cpu,
            4,
            i -> SingleArithmetic.add(cpu, (int) products[2 * i + 1], (int) products[2 * i]));
    step(cpu, 2, i -> SingleArithmetic.add(cpu, (int) pairs[2 * i], (int) pairs[2 * i + 1]));
  }

  private static long[] step(VcpuState cpu, int elements, IntToLongFunction element) {
    SimdExceptions.Element[] all = new SimdExceptions.Element[elements];
    Arrays.setAll(all, i -> () -> element.applyAsLong(i));
    SimdExceptions.check(cpu, all);
    return IntStream.range(0, elements).mapToLong(element).toArray();
  }

  private static int element(long[] quadwords, int i) {
    long quadword = quadwords[i >>> 1];
    return (i & 1) == 0 ? (int) quadword : high(quadword);
  }

  /** Each element sums in an order of its own, which shows where several products are NaNs. */
  private static int sum(VcpuState cpu, int a, int b, int c, int d) {
    return SingleArithmetic.add(
        cpu, SingleArithmetic.add(cpu, a, b), SingleArithmetic.add(cpu, c, d));
  }

  private static int product(VcpuState cpu, int a, int b, int chosen) {
    return chosen != 0 ? SingleArithmetic.multiply(cpu, a, b) : 0;
  }

  static VectorBody doubles(int control) {
    return (cpu, d, low, high) -> doubles(cpu, d, low, high, control);
  }

  private static void doubles(VcpuState cpu, int d, long low, long high, int control) {
    long a0 = cpu.vector[d];
    long a1 = cpu.vector[d + 1];
    if (!Mxcsr.allMasked(cpu)) {
      SimdExceptions.check(
          cpu,
          () -> product(cpu, a0, low, control & 0x10),
          () -> product(cpu, a1, high, control & 0x20));
    }
    long p0 = product(cpu, a0, low, control & 0x10);
    long p1 = product(cpu, a1, high, control & 0x20);
    long r0 = DoubleArithmetic.add(cpu, p0, p1);
    long r1 = DoubleArithmetic.add(cpu, p1, p0);
    set(cpu, d, (control & 1) != 0 ? r0 : 0, (control & 2) != 0 ? r1 : 0);
  }

  private static long product(VcpuState cpu, long a, long b, int chosen) {
    return chosen != 0 ? DoubleArithmetic.multiply(cpu, a, b) : 0;
  }
}
