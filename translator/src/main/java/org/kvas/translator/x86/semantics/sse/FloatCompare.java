package org.kvas.translator.x86.semantics.sse;

import static java.lang.Double.longBitsToDouble;
import static java.lang.Float.intBitsToFloat;
import static org.kvas.translator.x86.semantics.sse.FloatFormat.DOUBLE;
import static org.kvas.translator.x86.semantics.sse.FloatFormat.SINGLE;

import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.semantics.Flags;

/** MINxx, MAXxx, CMPxx, COMISx and UCOMISx. SDM Vol. 1, 11.4.1.2 and 11.4.1.3. */
public final class FloatCompare {
  private static final int LESS = Flags.CF;
  private static final int EQUAL = Flags.ZF;
  private static final int GREATER = 0;
  private static final int UNORDERED = Flags.ZF | Flags.PF | Flags.CF;

  private FloatCompare() {}

  /** The source where the operands are equal or one is a NaN. */
  public static long minimum(VcpuState cpu, long a, long b) {
    if (ordinary(a) && ordinary(b)) {
      return longBitsToDouble(a) < longBitsToDouble(b) ? a : b;
    }
    return relate(cpu, DOUBLE, a, b, true) == LESS
        ? flushed(cpu, DOUBLE, a)
        : flushed(cpu, DOUBLE, b);
  }

  public static long maximum(VcpuState cpu, long a, long b) {
    if (ordinary(a) && ordinary(b)) {
      return longBitsToDouble(a) > longBitsToDouble(b) ? a : b;
    }
    return relate(cpu, DOUBLE, a, b, true) == GREATER
        ? flushed(cpu, DOUBLE, a)
        : flushed(cpu, DOUBLE, b);
  }

  public static int minimum(VcpuState cpu, int a, int b) {
    if (ordinary(a) && ordinary(b)) {
      return intBitsToFloat(a) < intBitsToFloat(b) ? a : b;
    }
    long x = a & 0xffff_ffffL;
    long y = b & 0xffff_ffffL;
    return (int)
        (relate(cpu, SINGLE, x, y, true) == LESS
            ? flushed(cpu, SINGLE, x)
            : flushed(cpu, SINGLE, y));
  }

  public static int maximum(VcpuState cpu, int a, int b) {
    if (ordinary(a) && ordinary(b)) {
      return intBitsToFloat(a) > intBitsToFloat(b) ? a : b;
    }
    long x = a & 0xffff_ffffL;
    long y = b & 0xffff_ffffL;
    return (int)
        (relate(cpu, SINGLE, x, y, true) == GREATER
            ? flushed(cpu, SINGLE, x)
            : flushed(cpu, SINGLE, y));
  }

  /** ZF, PF and CF as COMISD ({@code signalling}: any NaN is invalid) and UCOMISD set them. */
  public static int flags(VcpuState cpu, long a, long b, boolean signalling) {
    if (ordinary(a) && ordinary(b)) {
      double x = longBitsToDouble(a);
      double y = longBitsToDouble(b);
      return x < y ? LESS : x == y ? EQUAL : GREATER;
    }
    return relate(cpu, DOUBLE, a, b, signalling);
  }

  /** ZF, PF and CF as COMISS and UCOMISS set them. */
  public static int flags(VcpuState cpu, int a, int b, boolean signalling) {
    if (ordinary(a) && ordinary(b)) {
      float x = intBitsToFloat(a);
      float y = intBitsToFloat(b);
      return x < y ? LESS : x == y ? EQUAL : GREATER;
    }
    return relate(cpu, SINGLE, a & 0xffff_ffffL, b & 0xffff_ffffL, signalling);
  }

  /**
   * All ones where the predicate holds, else 0: 0 EQ, 1 LT, 2 LE, 3 UNORD, 4 NEQ, 5 NLT, 6 NLE, 7
   * ORD; from 8 to 15 EQ_UQ, NGE, NGT, FALSE, NEQ_OQ, GE, GT, TRUE; from 16 the same again with
   * signalling exchanged. SDM Vol. 2A, CMPPD, table 3-1.
   */
  public static long compare(VcpuState cpu, long a, long b, int predicate) {
    return holds(flags(cpu, a, b, signals(predicate)), predicate) ? -1 : 0;
  }

  public static int compare(VcpuState cpu, int a, int b, int predicate) {
    return holds(flags(cpu, a, b, signals(predicate)), predicate) ? -1 : 0;
  }

  /** Below 16 those that order are signalling, and their negations. */
  private static boolean signals(int predicate) {
    return (predicate + 1 >>> 1 & 1) != predicate >>> 4;
  }

  /**
   * Predicates 4 to 7 are 0 to 3 negated. 8 to 15 are those with the answer for unordered operands
   * exchanged.
   */
  private static boolean holds(int relation, int predicate) {
    boolean met =
        switch (predicate & 3) {
          case 0 -> relation == EQUAL;
          case 1 -> relation == LESS;
          case 2 -> relation == LESS || relation == EQUAL;
          default -> relation == UNORDERED;
        };
    boolean exchanged = (predicate & 8) != 0 && relation == UNORDERED;
    return met != ((predicate & 4) != 0) != exchanged;
  }

  /** Neither NaN nor denormal: nothing to raise, nothing to flush. */
  private static boolean ordinary(long a) {
    return DoubleArithmetic.normal(a) || a << 1 == 0;
  }

  private static boolean ordinary(int a) {
    return SingleArithmetic.normal(a) || a << 1 == 0;
  }

  private static long flushed(VcpuState cpu, FloatFormat format, long a) {
    return new SoftFloat(cpu.mxcsr, format).operand(a);
  }

  private static int relate(VcpuState cpu, FloatFormat format, long a, long b, boolean signalling) {
    if (format.isNaN(a) || format.isNaN(b)) {
      boolean invalid = signalling || format.isSignalling(a) || format.isSignalling(b);
      Mxcsr.raise(cpu, invalid ? Mxcsr.INVALID : 0);
      return UNORDERED;
    }
    long x = flushed(cpu, format, a);
    long y = flushed(cpu, format, b);
    if (format.isDenormal(x) || format.isDenormal(y)) {
      Mxcsr.raise(cpu, Mxcsr.DENORMAL);
    }
    long i = order(format, x);
    long j = order(format, y);
    return i < j ? LESS : i == j ? EQUAL : GREATER;
  }

  /** An integer that orders as the value does; both zeros are 0. */
  private static long order(FloatFormat format, long a) {
    return format.isNegative(a) ? -format.magnitude(a) : a;
  }
}
