package org.kvas.translator.x86.semantics.sse;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;
import static java.lang.Float.floatToRawIntBits;
import static java.lang.Float.intBitsToFloat;

import org.kvas.translator.state.VcpuState;

/**
 * VFMADDxxx and its kin on raw bits: {@code a * b + c} with one rounding, where {@code a} is the
 * operand that the first digit of the mnemonic names, {@code b} the second, {@code c} the third.
 * SDM Vol. 1, 14.5.1.
 */
public final class FusedMultiply {
  /** VFNMADD, VFNMSUB: of the result, not of a NaN. */
  public static final int NEGATE_PRODUCT = 1;

  /** VFMSUB, VFNMSUB. */
  public static final int NEGATE_ADDEND = 2;

  private FusedMultiply() {}

  /**
   * @param signs a set of {@link #NEGATE_PRODUCT} and {@link #NEGATE_ADDEND}
   */
  public static long compute(VcpuState cpu, long a, long b, long c, int signs) {
    long result = fused(a, b, c, signs);
    return free(cpu, a, b, c, result) ? result : slowly(cpu, a, b, c, signs);
  }

  public static int compute(VcpuState cpu, int a, int b, int c, int signs) {
    int result = fused(a, b, c, signs);
    return free(cpu, a, b, c, result) ? result : slowly(cpu, a, b, c, signs);
  }

  private static long fused(long a, long b, long c, int signs) {
    double multiplicand = longBitsToDouble(a);
    double addend = longBitsToDouble(c);
    return doubleToRawLongBits(
        Math.fma(
            (signs & NEGATE_PRODUCT) != 0 ? -multiplicand : multiplicand,
            longBitsToDouble(b),
            (signs & NEGATE_ADDEND) != 0 ? -addend : addend));
  }

  private static int fused(int a, int b, int c, int signs) {
    float multiplicand = intBitsToFloat(a);
    float addend = intBitsToFloat(c);
    return floatToRawIntBits(
        Math.fma(
            (signs & NEGATE_PRODUCT) != 0 ? -multiplicand : multiplicand,
            intBitsToFloat(b),
            (signs & NEGATE_ADDEND) != 0 ? -addend : addend));
  }

  /** Nothing can be raised that is not already set. Accumulators begin at zero. */
  private static boolean free(VcpuState cpu, long a, long b, long c, long result) {
    return Mxcsr.inexactIsFree(cpu)
        && DoubleArithmetic.normal(a)
        && DoubleArithmetic.normal(b)
        && (DoubleArithmetic.normal(c) || c == 0)
        && DoubleArithmetic.normal(result);
  }

  private static boolean free(VcpuState cpu, int a, int b, int c, int result) {
    return Mxcsr.inexactIsFree(cpu)
        && SingleArithmetic.normal(a)
        && SingleArithmetic.normal(b)
        && (SingleArithmetic.normal(c) || c == 0)
        && SingleArithmetic.normal(result);
  }

  private static long slowly(VcpuState cpu, long a, long b, long c, int signs) {
    SoftFloat soft = new SoftFloat(cpu.mxcsr, FloatFormat.DOUBLE);
    long result = new SoftFusedMultiply(soft, FloatFormat.DOUBLE).compute(a, b, c, signs);
    return DoubleArithmetic.finish(cpu, soft, result);
  }

  private static int slowly(VcpuState cpu, int a, int b, int c, int signs) {
    SoftFloat soft = new SoftFloat(cpu.mxcsr, FloatFormat.SINGLE);
    long result =
        new SoftFusedMultiply(soft, FloatFormat.SINGLE)
            .compute(a & 0xffff_ffffL, b & 0xffff_ffffL, c & 0xffff_ffffL, signs);
    return SingleArithmetic.finish(cpu, soft, result);
  }
}
