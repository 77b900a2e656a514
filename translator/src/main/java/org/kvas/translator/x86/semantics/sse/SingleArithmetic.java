package org.kvas.translator.x86.semantics.sse;

import static java.lang.Float.floatToRawIntBits;
import static java.lang.Float.intBitsToFloat;

import org.kvas.translator.state.VcpuState;

/**
 * Single-precision arithmetic on raw bits, MXCSR's flags included. Three steps: a small method that
 * HotSpot inlines, for the usual modes with PE already set and nothing but normal numbers; Java
 * arithmetic with an exact test for inexactness; {@link SoftFloat}.
 */
public final class SingleArithmetic {
  private static final int ONE_EXPONENT = 1 << 23;

  private SingleArithmetic() {}

  public static int add(VcpuState cpu, int a, int b) {
    int result = sum(a, b);
    return free(cpu, a, b, result) ? result : addSlowly(cpu, a, b, result);
  }

  public static int subtract(VcpuState cpu, int a, int b) {
    int result = difference(a, b);
    return free(cpu, a, b, result) ? result : subtractSlowly(cpu, a, b, result);
  }

  public static int multiply(VcpuState cpu, int a, int b) {
    int result = product(a, b);
    return free(cpu, a, b, result) ? result : multiplySlowly(cpu, a, b, result);
  }

  public static int divide(VcpuState cpu, int a, int b) {
    int result = quotient(a, b);
    return free(cpu, a, b, result) ? result : divideSlowly(cpu, a, b, result);
  }

  /** Of {@code a}; {@code ignored} gives it the shape of the others. */
  public static int squareRoot(VcpuState cpu, int ignored, int a) {
    int result = root(a);
    return free(cpu, a, a, result) ? result : squareRootSlowly(cpu, a, result);
  }

  private static int sum(int a, int b) {
    return floatToRawIntBits(intBitsToFloat(a) + intBitsToFloat(b));
  }

  private static int difference(int a, int b) {
    return floatToRawIntBits(intBitsToFloat(a) - intBitsToFloat(b));
  }

  private static int product(int a, int b) {
    return floatToRawIntBits(intBitsToFloat(a) * intBitsToFloat(b));
  }

  private static int quotient(int a, int b) {
    return floatToRawIntBits(intBitsToFloat(a) / intBitsToFloat(b));
  }

  private static int root(int a) {
    return floatToRawIntBits((float) Math.sqrt(intBitsToFloat(a)));
  }

  /** Nothing can be raised that is not already set, and the result is Java's. */
  private static boolean free(VcpuState cpu, int a, int b, int result) {
    return Mxcsr.inexactIsFree(cpu) && normal(a) && normal(b) && normal(result);
  }

  /** An exponent field from 2 to 253: off the edges, where tininess and overflow need care. */
  static boolean normal(int a) {
    return (a + 2 * ONE_EXPONENT & 0xfc << 23) != 0;
  }

  private static boolean zero(int a) {
    return a << 1 == 0;
  }

  private static boolean normalOrZero(int a) {
    return normal(a) || zero(a);
  }

  private static int exactIf(VcpuState cpu, boolean exact, int result) {
    if (!exact) {
      Mxcsr.raise(cpu, Mxcsr.PRECISION);
    }
    return result;
  }

  private static boolean plainSum(VcpuState cpu, int a, int b, int result) {
    return Mxcsr.usual(cpu) && normalOrZero(a) && normalOrZero(b) && normalOrZero(result);
  }

  private static int addSlowly(VcpuState cpu, int a, int b, int result) {
    if (plainSum(cpu, a, b, result)) {
      return exactIf(cpu, sumIsExact(intBitsToFloat(a), intBitsToFloat(b)), result);
    }
    SoftFloat soft = new SoftFloat(cpu.mxcsr, FloatFormat.SINGLE);
    return finish(cpu, soft, soft.add(bits(a), bits(b)));
  }

  private static int subtractSlowly(VcpuState cpu, int a, int b, int result) {
    if (plainSum(cpu, a, b, result)) {
      return exactIf(cpu, sumIsExact(intBitsToFloat(a), -intBitsToFloat(b)), result);
    }
    SoftFloat soft = new SoftFloat(cpu.mxcsr, FloatFormat.SINGLE);
    return finish(cpu, soft, soft.subtract(bits(a), bits(b)));
  }

  /** Knuth's two-sum: the rounding error of a sum is representable. */
  private static boolean sumIsExact(float a, float b) {
    float sum = a + b;
    float bRounded = sum - a;
    return a - (sum - bRounded) + (b - bRounded) == 0;
  }

  /** A product of singles is exact in double. */
  private static boolean isProduct(int a, int b, int product) {
    return (double) intBitsToFloat(a) * intBitsToFloat(b) == intBitsToFloat(product);
  }

  private static int multiplySlowly(VcpuState cpu, int a, int b, int result) {
    if (Mxcsr.usual(cpu) && normalOrZero(a) && normalOrZero(b)) {
      if (zero(a) || zero(b)) {
        return result;
      }
      if (normal(result)) {
        return exactIf(cpu, isProduct(a, b, result), result);
      }
    }
    SoftFloat soft = new SoftFloat(cpu.mxcsr, FloatFormat.SINGLE);
    return finish(cpu, soft, soft.multiply(bits(a), bits(b)));
  }

  private static int divideSlowly(VcpuState cpu, int a, int b, int result) {
    if (Mxcsr.usual(cpu) && normalOrZero(a) && normal(b)) {
      if (zero(a)) {
        return result;
      }
      if (normal(result)) {
        return exactIf(cpu, isProduct(result, b, a), result);
      }
    }
    SoftFloat soft = new SoftFloat(cpu.mxcsr, FloatFormat.SINGLE);
    return finish(cpu, soft, soft.divide(bits(a), bits(b)));
  }

  private static int squareRootSlowly(VcpuState cpu, int a, int result) {
    if (zero(a)) {
      return a;
    }
    if (Mxcsr.usual(cpu) && a > 0 && normal(a)) {
      return exactIf(cpu, isProduct(result, result, a), result);
    }
    SoftFloat soft = new SoftFloat(cpu.mxcsr, FloatFormat.SINGLE);
    return finish(cpu, soft, soft.squareRoot(bits(a)));
  }

  private static long bits(int a) {
    return a & 0xffffffffL;
  }

  static int finish(VcpuState cpu, SoftFloat soft, long result) {
    Mxcsr.raise(cpu, soft.flags);
    return (int) result;
  }
}
