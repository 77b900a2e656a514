package org.kvas.translator.x86.semantics.sse;

import org.kvas.translator.state.VcpuState;

/** The SIMD floating-point control and status register. SDM Vol. 1, 10.2.3. */
public final class Mxcsr {
  public static final int INVALID = 1;
  public static final int DENORMAL = 1 << 1;
  public static final int ZERO_DIVIDE = 1 << 2;
  public static final int OVERFLOW = 1 << 3;
  public static final int UNDERFLOW = 1 << 4;
  public static final int PRECISION = 1 << 5;
  public static final int FLAGS = 0x3f;

  /** Exceptions that are found before an operation computes anything. */
  public static final int BEFORE_COMPUTATION = INVALID | DENORMAL | ZERO_DIVIDE;

  public static final int DENORMALS_ARE_ZERO = 1 << 6;

  /** The mask bit of an exception is its flag shifted by this. */
  public static final int MASK_SHIFT = 7;

  public static final int MASKS = FLAGS << MASK_SHIFT;

  /** 0 nearest even, 1 down, 2 up, 3 toward zero. */
  public static final int ROUNDING_SHIFT = 13;

  public static final int ROUNDING = 3 << ROUNDING_SHIFT;
  public static final int FLUSH_TO_ZERO = 1 << 15;

  /** Nearest rounding, no DAZ, no FTZ: results that are not denormal are Java's. */
  static final int UNUSUAL = ROUNDING | DENORMALS_ARE_ZERO | FLUSH_TO_ZERO;

  private static final int PRECISION_MASK = PRECISION << MASK_SHIFT;

  private Mxcsr() {}

  /**
   * Java's arithmetic is the guest's and an inexact result leaves no trace: usual modes, PE set, PM
   * set.
   */
  static boolean inexactIsFree(VcpuState cpu) {
    return (cpu.mxcsr & (UNUSUAL | PRECISION | PRECISION_MASK)) == (PRECISION | PRECISION_MASK);
  }

  /** Java's arithmetic is the guest's as far as rounding goes. */
  static boolean usual(VcpuState cpu) {
    return (cpu.mxcsr & UNUSUAL) == 0;
  }

  static int roundingMode(int mxcsr) {
    return mxcsr >>> ROUNDING_SHIFT & 3;
  }

  public static boolean allMasked(VcpuState cpu) {
    return (cpu.mxcsr & MASKS) == MASKS;
  }

  /**
   * Sets sticky flags; an exception whose mask is clear is thrown as #XM. Where that is one found
   * before computation, those found after it are not reported.
   */
  public static void raise(VcpuState cpu, int flags) {
    int unmasked = flags & ~(cpu.mxcsr >>> MASK_SHIFT);
    cpu.mxcsr |= (unmasked & BEFORE_COMPUTATION) != 0 ? flags & BEFORE_COMPUTATION : flags;
    if (unmasked != 0) {
      throw cpu.simdFloatingPointFault();
    }
  }
}
