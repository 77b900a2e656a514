package org.kvas.translator.x86.semantics.sse;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;
import static java.lang.Float.floatToRawIntBits;
import static java.lang.Float.intBitsToFloat;
import static org.kvas.translator.x86.semantics.sse.FloatFormat.DOUBLE;
import static org.kvas.translator.x86.semantics.sse.FloatFormat.SINGLE;

import org.kvas.translator.state.VcpuState;

/**
 * Conversions between single, double and integers, and ROUNDxx. SDM Vol. 1, 11.4.1.6, and Vol. 2.
 */
public final class FloatConvert {
  private static final double INT_LIMIT = 0x1p31;
  private static final double LONG_LIMIT = 0x1p63;

  private FloatConvert() {}

  /** CVTSS2SD. */
  public static long singleToDouble(VcpuState cpu, int a) {
    if (SingleArithmetic.normal(a) || a << 1 == 0) {
      return doubleToRawLongBits(intBitsToFloat(a));
    }
    SoftFloat soft = new SoftFloat(cpu.mxcsr, DOUBLE);
    return DoubleArithmetic.finish(cpu, soft, soft.convert(SINGLE, a & 0xffff_ffffL));
  }

  /** CVTSD2SS. */
  public static int doubleToSingle(VcpuState cpu, long a) {
    if (Mxcsr.usual(cpu) && DoubleArithmetic.normal(a)) {
      float result = (float) longBitsToDouble(a);
      int bits = floatToRawIntBits(result);
      if (SingleArithmetic.normal(bits)) {
        raiseInexact(cpu, result == longBitsToDouble(a));
        return bits;
      }
    }
    SoftFloat soft = new SoftFloat(cpu.mxcsr, SINGLE);
    return SingleArithmetic.finish(cpu, soft, soft.convert(DOUBLE, a));
  }

  /** CVTSI2SD of 32 bits: always exact. */
  public static long intToDouble(VcpuState cpu, int a) {
    return doubleToRawLongBits(a);
  }

  /** CVTSI2SD of 64 bits. */
  public static long longToDouble(VcpuState cpu, long a) {
    double result = a;
    if (Math.abs(a) >>> 53 == 0) {
      return doubleToRawLongBits(result);
    }
    SoftFloat soft = new SoftFloat(cpu.mxcsr, DOUBLE);
    return DoubleArithmetic.finish(cpu, soft, soft.fromInteger(a));
  }

  /** CVTSI2SS of 32 bits, CVTDQ2PS, CVTPI2PS. */
  public static int intToSingle(VcpuState cpu, int a) {
    return longToSingle(cpu, a);
  }

  /** CVTSI2SS of 64 bits. */
  public static int longToSingle(VcpuState cpu, long a) {
    if (Math.abs(a) >>> 24 == 0) {
      return floatToRawIntBits(a);
    }
    SoftFloat soft = new SoftFloat(cpu.mxcsr, SINGLE);
    return SingleArithmetic.finish(cpu, soft, soft.fromInteger(a));
  }

  /** CVTTSD2SI to 32 bits, CVTTPD2DQ. */
  public static int truncateToInt(VcpuState cpu, long a) {
    double x = longBitsToDouble(a);
    int result = (int) x;
    if (Math.abs(x) < INT_LIMIT && (DoubleArithmetic.normal(a) || a << 1 == 0)) {
      raiseInexact(cpu, result == x);
      return result;
    }
    return (int) toInteger(cpu, DOUBLE, a, 32, SoftFloat.ZERO);
  }

  /** CVTTSD2SI to 64 bits. */
  public static long truncateToLong(VcpuState cpu, long a) {
    double x = longBitsToDouble(a);
    long result = (long) x;
    if (Math.abs(x) < LONG_LIMIT && (DoubleArithmetic.normal(a) || a << 1 == 0)) {
      raiseInexact(cpu, result == x);
      return result;
    }
    return toInteger(cpu, DOUBLE, a, 64, SoftFloat.ZERO);
  }

  /** CVTTSS2SI to 32 bits, CVTTPS2DQ. */
  public static int truncateToInt(VcpuState cpu, int a) {
    return singleToInt(cpu, a, SoftFloat.ZERO);
  }

  /** CVTTSS2SI to 64 bits. */
  public static long truncateToLong(VcpuState cpu, int a) {
    return singleToLong(cpu, a, SoftFloat.ZERO);
  }

  /** CVTSD2SI to 32 bits, CVTPD2DQ. */
  public static int roundToInt(VcpuState cpu, long a) {
    double x = longBitsToDouble(a);
    int result = (int) x;
    return (double) result == x
        ? result
        : (int) toInteger(cpu, DOUBLE, a, 32, Mxcsr.roundingMode(cpu.mxcsr));
  }

  /** CVTSD2SI to 64 bits. */
  public static long roundToLong(VcpuState cpu, long a) {
    double x = longBitsToDouble(a);
    long result = (long) x;
    return Math.abs(x) < LONG_LIMIT && (double) result == x
        ? result
        : toInteger(cpu, DOUBLE, a, 64, Mxcsr.roundingMode(cpu.mxcsr));
  }

  /** CVTSS2SI to 32 bits, CVTPS2DQ. */
  public static int roundToInt(VcpuState cpu, int a) {
    return singleToInt(cpu, a, Mxcsr.roundingMode(cpu.mxcsr));
  }

  /** CVTSS2SI to 64 bits. */
  public static long roundToLong(VcpuState cpu, int a) {
    return singleToLong(cpu, a, Mxcsr.roundingMode(cpu.mxcsr));
  }

  private static int singleToInt(VcpuState cpu, int a, int rounding) {
    float x = intBitsToFloat(a);
    int result = (int) x;
    return Math.abs(x) < INT_LIMIT && (float) result == x
        ? result
        : (int) toInteger(cpu, SINGLE, a & 0xffff_ffffL, 32, rounding);
  }

  private static long singleToLong(VcpuState cpu, int a, int rounding) {
    float x = intBitsToFloat(a);
    long result = (long) x;
    return Math.abs(x) < LONG_LIMIT && (float) result == x
        ? result
        : toInteger(cpu, SINGLE, a & 0xffff_ffffL, 64, rounding);
  }

  private static long toInteger(VcpuState cpu, FloatFormat format, long a, int bits, int rounding) {
    SoftFloat soft = new SoftFloat(cpu.mxcsr, format, rounding);
    return DoubleArithmetic.finish(cpu, soft, soft.toInteger(a, bits));
  }

  /**
   * ROUNDSD: rounding mode in bits 1-0 of {@code control} unless bit 2 says MXCSR's; bit 3 keeps PE
   * quiet.
   */
  public static long roundToIntegral(VcpuState cpu, long a, int control) {
    SoftFloat soft = new SoftFloat(cpu.mxcsr, DOUBLE, rounding(cpu, control));
    return DoubleArithmetic.finish(cpu, soft, soft.toIntegral(a, inexact(control)));
  }

  /** ROUNDSS. */
  public static int roundToIntegral(VcpuState cpu, int a, int control) {
    SoftFloat soft = new SoftFloat(cpu.mxcsr, SINGLE, rounding(cpu, control));
    return SingleArithmetic.finish(cpu, soft, soft.toIntegral(a & 0xffff_ffffL, inexact(control)));
  }

  private static int rounding(VcpuState cpu, int control) {
    return (control & 4) != 0 ? Mxcsr.roundingMode(cpu.mxcsr) : control & 3;
  }

  private static int inexact(int control) {
    return (control & 8) != 0 ? 0 : Mxcsr.PRECISION;
  }

  private static void raiseInexact(VcpuState cpu, boolean exact) {
    if (!exact) {
      Mxcsr.raise(cpu, Mxcsr.PRECISION);
    }
  }
}
