package org.kvas.runtime.interpret;

import static org.kvas.runtime.interpret.FloatBodies.high;
import static org.kvas.runtime.interpret.FloatBodies.join;

import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.decode.VexOperands;
import org.kvas.translator.x86.semantics.sse.FloatConvert;
import org.kvas.translator.x86.semantics.sse.HalfConvert;
import org.kvas.translator.x86.semantics.sse.Mxcsr;

/** Conversions that narrow a YMM register, and those of half precision. SDM Vol. 1, 14.4.1. */
final class AvxConversions {
  private AvxConversions() {}

  @FunctionalInterface
  private interface DoubleToInt {
    int apply(VcpuState cpu, long a);
  }

  /** VCVTPD2PS, VCVTPD2DQ, VCVTTPD2DQ from a YMM register or 32 bytes. */
  static VexBody narrowing(Instruction instruction) {
    DoubleToInt f =
        switch (instruction.mnemonic()) {
          case CVTPD2PS -> FloatConvert::doubleToSingle;
          case CVTPD2DQ -> FloatConvert::roundToInt;
          default -> FloatConvert::truncateToInt;
        };
    return (cpu, d, first, q0, q1, q2, q3) -> {
      if (!Mxcsr.allMasked(cpu)) {
        SimdExceptions.check(
            cpu,
            () -> f.apply(cpu, q0),
            () -> f.apply(cpu, q1),
            () -> f.apply(cpu, q2),
            () -> f.apply(cpu, q3));
      }
      long low = join(f.apply(cpu, q0), f.apply(cpu, q1));
      long high = join(f.apply(cpu, q2), f.apply(cpu, q3));
      VexLanes.set(cpu, d, low, high, 0, 0);
    };
  }

  /** VCVTPH2PS of one lane. */
  static void halvesToSingles(VcpuState cpu, int d, long low, long ignored) {
    if (!Mxcsr.allMasked(cpu)) {
      SimdExceptions.check(
          cpu,
          () -> half(cpu, low, 0),
          () -> half(cpu, low, 1),
          () -> half(cpu, low, 2),
          () -> half(cpu, low, 3));
    }
    long r0 = join(half(cpu, low, 0), half(cpu, low, 1));
    long r1 = join(half(cpu, low, 2), half(cpu, low, 3));
    VexLanes.set(cpu, d, r0, r1);
  }

  private static int half(VcpuState cpu, long halves, int i) {
    return HalfConvert.toSingle(cpu, (int) (halves >>> 16 * i));
  }

  /** VCVTPS2PH to memory or a register. */
  static Operation singlesToHalves(Instruction instruction, int mode, int offset) {
    int source = VectorOperation.register(instruction.operand(1));
    int control = VectorOperation.immediate(instruction);
    boolean wide = VexOperands.isWide(instruction);
    return instruction.operand(0) instanceof Operand.Memory memory
        ? new StoreHalves(new Address(memory, instruction, mode, offset), source, control, wide)
        : VexOperation.create(instruction, mode, offset, toRegister(source, control, wide));
  }

  private static VexBody toRegister(int source, int control, boolean wide) {
    return (cpu, d, first, q0, q1, q2, q3) -> {
      checkHalves(cpu, source, control, wide);
      long low = halves(cpu, source, control);
      long high = wide ? halves(cpu, source + 2, control) : 0;
      VexLanes.set(cpu, d, low, high, 0, 0);
    };
  }

  private static void checkHalves(VcpuState cpu, int source, int control, boolean wide) {
    if (!Mxcsr.allMasked(cpu)) {
      SimdExceptions.check(
          cpu,
          () -> halves(cpu, source, control),
          () -> wide ? halves(cpu, source + 2, control) : 0);
    }
  }

  /** Four singles from quadword {@code source} on. */
  private static long halves(VcpuState cpu, int source, int control) {
    long low = cpu.vector[source];
    long high = cpu.vector[source + 1];
    if (!Mxcsr.allMasked(cpu)) {
      SimdExceptions.check(
          cpu,
          () -> HalfConvert.fromSingle(cpu, (int) low, control),
          () -> HalfConvert.fromSingle(cpu, high(low), control),
          () -> HalfConvert.fromSingle(cpu, (int) high, control),
          () -> HalfConvert.fromSingle(cpu, high(high), control));
    }
    return join(
        HalfConvert.fromSingle(cpu, (int) low, control)
            | HalfConvert.fromSingle(cpu, high(low), control) << 16,
        HalfConvert.fromSingle(cpu, (int) high, control)
            | HalfConvert.fromSingle(cpu, high(high), control) << 16);
  }

  /** A store that faults has set the flags. */
  private static final class StoreHalves extends Operation {
    private final Address address;
    private final int source;
    private final int control;
    private final boolean wide;

    StoreHalves(Address address, int source, int control, boolean wide) {
      this.address = address;
      this.source = source;
      this.control = control;
      this.wide = wide;
    }

    @Override
    public void execute(VcpuState cpu) {
      int size = wide ? 16 : 8;
      checkHalves(cpu, source, control, wide);
      long low = halves(cpu, source, control);
      long high = wide ? halves(cpu, source + 2, control) : 0;
      long va = address.forWrite(cpu, size);
      if (wide) {
        cpu.checkWrite(va, size);
      }
      cpu.storePart(va, low);
      if (wide) {
        cpu.storePart(va + 8, high);
      }
    }
  }
}
