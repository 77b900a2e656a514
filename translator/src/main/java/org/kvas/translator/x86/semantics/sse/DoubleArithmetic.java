package org.kvas.translator.x86.semantics.sse;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;

import org.kvas.translator.state.VcpuState;

/**
 * Double-precision arithmetic on raw bits, MXCSR's flags included. Three steps: a small method that
 * HotSpot inlines, for the usual modes with PE already set and nothing but normal numbers; Java
 * arithmetic with an exact test for inexactness; {@link SoftFloat}.
 */
public final class DoubleArithmetic {
  private static final long ONE_EXPONENT = 1L << 52;

  /**
   * Above this exponent field a product's rounding error is not denormal, so that a fused residual
   * is exact.
   */
  private static final long RESIDUAL_EXACT = 128L << 52;

  private DoubleArithmetic() {}

  public static long add(VcpuState cpu, long a, long b) {
    long result = sum(a, b);
    return free(cpu, a, b, result) ? result : addSlowly(cpu, a, b, result);
  }

  public static long subtract(VcpuState cpu, long a, long b) {
    long result = difference(a, b);
    return free(cpu, a, b, result) ? result : subtractSlowly(cpu, a, b, result);
  }

  public static long multiply(VcpuState cpu, long a, long b) {
    long result = product(a, b);
    return free(cpu, a, b, result) ? result : multiplySlowly(cpu, a, b, result);
  }

  public static long divide(VcpuState cpu, long a, long b) {
    long result = quotient(a, b);
    return free(cpu, a, b, result) ? result : divideSlowly(cpu, a, b, result);
  }

  /** Of {@code a}; {@code ignored} gives it the shape of the others. */
  public static long squareRoot(VcpuState cpu, long ignored, long a) {
    long result = root(a);
    return free(cpu, a, a, result) ? result : squareRootSlowly(cpu, a, result);
  }

  private static long sum(long a, long b) {
    return doubleToRawLongBits(longBitsToDouble(a) + longBitsToDouble(b));
  }

  private static long difference(long a, long b) {
    return doubleToRawLongBits(longBitsToDouble(a) - longBitsToDouble(b));
  }

  private static long product(long a, long b) {
    return doubleToRawLongBits(longBitsToDouble(a) * longBitsToDouble(b));
  }

  private static long quotient(long a, long b) {
    return doubleToRawLongBits(longBitsToDouble(a) / longBitsToDouble(b));
  }

  private static long root(long a) {
    return doubleToRawLongBits(Math.sqrt(longBitsToDouble(a)));
  }

  /** Nothing can be raised that is not already set, and the result is Java's. */
  private static boolean free(VcpuState cpu, long a, long b, long result) {
    return Mxcsr.inexactIsFree(cpu) && normal(a) && normal(b) && normal(result);
  }

  /** An exponent field from 2 to 2045: off the edges, where tininess and overflow need care. */
  static boolean normal(long a) {
    return (a + 2 * ONE_EXPONENT & 0x7fcL << 52) != 0;
  }

  private static boolean zero(long a) {
    return a << 1 == 0;
  }

  private static boolean normalOrZero(long a) {
    return normal(a) || zero(a);
  }

  private static boolean large(long a) {
    return (a & Long.MAX_VALUE) >= RESIDUAL_EXACT;
  }

  private static long exactIf(VcpuState cpu, boolean exact, long result) {
    if (!exact) {
      Mxcsr.raise(cpu, Mxcsr.PRECISION);
    }
    return result;
  }

  private static boolean plainSum(VcpuState cpu, long a, long b, long result) {
    return Mxcsr.usual(cpu) && normalOrZero(a) && normalOrZero(b) && normalOrZero(result);
  }

  private static long addSlowly(VcpuState cpu, long a, long b, long result) {
    if (plainSum(cpu, a, b, result)) {
      return exactIf(cpu, sumIsExact(longBitsToDouble(a), longBitsToDouble(b)), result);
    }
    SoftFloat soft = new SoftFloat(cpu.mxcsr, FloatFormat.DOUBLE);
    return finish(cpu, soft, soft.add(a, b));
  }

  private static long subtractSlowly(VcpuState cpu, long a, long b, long result) {
    if (plainSum(cpu, a, b, result)) {
      return exactIf(cpu, sumIsExact(longBitsToDouble(a), -longBitsToDouble(b)), result);
    }
    SoftFloat soft = new SoftFloat(cpu.mxcsr, FloatFormat.DOUBLE);
    return finish(cpu, soft, soft.subtract(a, b));
  }

  /** Knuth's two-sum: the rounding error of a sum is representable. */
  private static boolean sumIsExact(double a, double b) {
    double sum = a + b;
    double bRounded = sum - a;
    return a - (sum - bRounded) + (b - bRounded) == 0;
  }

  private static long multiplySlowly(VcpuState cpu, long a, long b, long result) {
    if (Mxcsr.usual(cpu) && normalOrZero(a) && normalOrZero(b)) {
      if (zero(a) || zero(b)) {
        return result;
      }
      if (normal(result) && large(result)) {
        double residual =
            Math.fma(longBitsToDouble(a), longBitsToDouble(b), -longBitsToDouble(result));
        return exactIf(cpu, residual == 0, result);
      }
    }
    SoftFloat soft = new SoftFloat(cpu.mxcsr, FloatFormat.DOUBLE);
    return finish(cpu, soft, soft.multiply(a, b));
  }

  private static long divideSlowly(VcpuState cpu, long a, long b, long result) {
    if (Mxcsr.usual(cpu) && normalOrZero(a) && normal(b)) {
      if (zero(a)) {
        return result;
      }
      if (normal(result) && large(a)) {
        double residual =
            Math.fma(longBitsToDouble(result), longBitsToDouble(b), -longBitsToDouble(a));
        return exactIf(cpu, residual == 0, result);
      }
    }
    SoftFloat soft = new SoftFloat(cpu.mxcsr, FloatFormat.DOUBLE);
    return finish(cpu, soft, soft.divide(a, b));
  }

  private static long squareRootSlowly(VcpuState cpu, long a, long result) {
    if (zero(a)) {
      return a;
    }
    if (Mxcsr.usual(cpu) && a > 0 && normal(a) && large(a)) {
      double root = longBitsToDouble(result);
      return exactIf(cpu, Math.fma(root, root, -longBitsToDouble(a)) == 0, result);
    }
    SoftFloat soft = new SoftFloat(cpu.mxcsr, FloatFormat.DOUBLE);
    return finish(cpu, soft, soft.squareRoot(a));
  }

  static long finish(VcpuState cpu, SoftFloat soft, long result) {
    Mxcsr.raise(cpu, soft.flags);
    return result;
  }
}
