package org.kvas.runtime.interpret;

import static org.kvas.runtime.interpret.FloatBodies.high;
import static org.kvas.runtime.interpret.FloatBodies.join;
import static org.kvas.runtime.interpret.FloatBodies.set;

import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.semantics.sse.DoubleArithmetic;
import org.kvas.translator.x86.semantics.sse.Mxcsr;
import org.kvas.translator.x86.semantics.sse.SingleArithmetic;

/** DPPS and DPPD: bits 7-4 of the immediate choose the products, bits 3-0 the elements that get the sum. SDM Vol. 2A. */
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
          cpu, () -> SingleArithmetic.add(cpu, p0, p1), () -> SingleArithmetic.add(cpu, p2, p3));
    }
    int lowSum = SingleArithmetic.add(cpu, p0, p1);
    int sum = SingleArithmetic.add(cpu, lowSum, SingleArithmetic.add(cpu, p2, p3));
    set(
        cpu,
        d,
        join(chosen(sum, control & 1), chosen(sum, control & 2)),
        join(chosen(sum, control & 4), chosen(sum, control & 8)));
  }

  private static int product(VcpuState cpu, int a, int b, int chosen) {
    return chosen != 0 ? SingleArithmetic.multiply(cpu, a, b) : 0;
  }

  private static int chosen(int sum, int bit) {
    return bit != 0 ? sum : 0;
  }

  static VectorBody doubles(int control) {
    return (cpu, d, low, high) -> doubles(cpu, d, low, high, control);
  }

  private static void doubles(VcpuState cpu, int d, long low, long high, int control) {
    long a0 = cpu.vector[d];
    long a1 = cpu.vector[d + 1];
    if (!Mxcsr.allMasked(cpu)) {
      SimdExceptions.check(
          cpu, () -> product(cpu, a0, low, control & 0x10), () -> product(cpu, a1, high, control & 0x20));
    }
    long p0 = product(cpu, a0, low, control & 0x10);
    long p1 = product(cpu, a1, high, control & 0x20);
    long sum = DoubleArithmetic.add(cpu, p0, p1);
    set(cpu, d, (control & 1) != 0 ? sum : 0, (control & 2) != 0 ? sum : 0);
  }

  private static long product(VcpuState cpu, long a, long b, int chosen) {
    return chosen != 0 ? DoubleArithmetic.multiply(cpu, a, b) : 0;
  }
}
