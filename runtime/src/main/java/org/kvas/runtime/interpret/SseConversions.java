package org.kvas.runtime.interpret;

import static org.kvas.runtime.interpret.FloatBodies.high;
import static org.kvas.runtime.interpret.FloatBodies.join;
import static org.kvas.runtime.interpret.FloatBodies.set;

import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.semantics.sse.FloatConvert;
import org.kvas.translator.x86.semantics.sse.Mmx;
import org.kvas.translator.x86.semantics.sse.Mxcsr;

/**
 * CVTxx: between single, double and integers in vector, MMX and general registers. SDM Vol. 1,
 * 11.4.1.6.
 */
final class SseConversions {
  private static final long LOW = 0xffff_ffffL;

  private SseConversions() {}

  @FunctionalInterface
  private interface DoubleToInt {
    int apply(VcpuState cpu, long a);
  }

  @FunctionalInterface
  private interface SingleToInt {
    int apply(VcpuState cpu, int a);
  }

  @FunctionalInterface
  private interface IntToDouble {
    long apply(VcpuState cpu, int a);
  }

  @FunctionalInterface
  private interface DoubleToLong {
    long apply(VcpuState cpu, long a);
  }

  static VectorBody body(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case CVTSI2SS, CVTSI2SD, CVTSS2SI, CVTTSS2SI, CVTSD2SI, CVTTSD2SI -> general(instruction);
      case CVTPI2PS, CVTPI2PD, CVTPS2PI, CVTTPS2PI, CVTPD2PI, CVTTPD2PI -> mmx(instruction);
      default -> vector(instruction);
    };
  }

  private static VectorBody vector(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case CVTSS2SD ->
          (cpu, d, low, high) -> cpu.vector[d] = FloatConvert.singleToDouble(cpu, (int) low);
      case CVTSD2SS ->
          (cpu, d, low, high) -> setLowSingle(cpu, d, FloatConvert.doubleToSingle(cpu, low));
      case CVTPS2PD -> (cpu, d, low, high) -> toDoubles(cpu, d, low, FloatConvert::singleToDouble);
      case CVTDQ2PD -> (cpu, d, low, high) -> toDoubles(cpu, d, low, FloatConvert::intToDouble);
      case CVTPD2PS ->
          (cpu, d, low, high) ->
              set(cpu, d, halve(cpu, low, high, FloatConvert::doubleToSingle), 0);
      case CVTPD2DQ ->
          (cpu, d, low, high) -> set(cpu, d, halve(cpu, low, high, FloatConvert::roundToInt), 0);
      case CVTTPD2DQ ->
          (cpu, d, low, high) -> set(cpu, d, halve(cpu, low, high, FloatConvert::truncateToInt), 0);
      case CVTDQ2PS -> fourByFour(FloatConvert::intToSingle);
      case CVTPS2DQ -> fourByFour(FloatConvert::roundToInt);
      case CVTTPS2DQ -> fourByFour(FloatConvert::truncateToInt);
      default -> throw new IllegalArgumentException(instruction.toString());
    };
  }

  private static void setLowSingle(VcpuState cpu, int d, int value) {
    cpu.vector[d] = cpu.vector[d] & ~LOW | value & LOW;
  }

  private static void toDoubles(VcpuState cpu, int d, long source, IntToDouble f) {
    if (!Mxcsr.allMasked(cpu)) {
      SimdExceptions.check(cpu, () -> f.apply(cpu, (int) source), () -> f.apply(cpu, high(source)));
    }
    long low = f.apply(cpu, (int) source);
    long high = f.apply(cpu, high(source));
    set(cpu, d, low, high);
  }

  /** Two quadwords to two doublewords. */
  private static long halve(VcpuState cpu, long low, long high, DoubleToInt f) {
    if (!Mxcsr.allMasked(cpu)) {
      SimdExceptions.check(cpu, () -> f.apply(cpu, low), () -> f.apply(cpu, high));
    }
    return join(f.apply(cpu, low), f.apply(cpu, high));
  }

  private static VectorBody fourByFour(SingleToInt f) {
    return (cpu, d, low, high) -> {
      if (!Mxcsr.allMasked(cpu)) {
        SimdExceptions.check(
            cpu,
            () -> f.apply(cpu, (int) low),
            () -> f.apply(cpu, high(low)),
            () -> f.apply(cpu, (int) high),
            () -> f.apply(cpu, high(high)));
      }
      long r0 = join(f.apply(cpu, (int) low), f.apply(cpu, high(low)));
      long r1 = join(f.apply(cpu, (int) high), f.apply(cpu, high(high)));
      set(cpu, d, r0, r1);
    };
  }

  /** Two doublewords to two doublewords. */
  private static long twoByTwo(VcpuState cpu, long a, SingleToInt f) {
    if (!Mxcsr.allMasked(cpu)) {
      SimdExceptions.check(cpu, () -> f.apply(cpu, (int) a), () -> f.apply(cpu, high(a)));
    }
    return join(f.apply(cpu, (int) a), f.apply(cpu, high(a)));
  }

  private static VectorBody mmx(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case CVTPI2PS ->
          (cpu, d, low, high) -> cpu.vector[d] = twoByTwo(cpu, low, FloatConvert::intToSingle);
      case CVTPI2PD -> (cpu, d, low, high) -> toDoubles(cpu, d, low, FloatConvert::intToDouble);
      case CVTPS2PI ->
          (cpu, d, low, high) -> Mmx.write(cpu, d, twoByTwo(cpu, low, FloatConvert::roundToInt));
      case CVTTPS2PI ->
          (cpu, d, low, high) -> Mmx.write(cpu, d, twoByTwo(cpu, low, FloatConvert::truncateToInt));
      case CVTPD2PI ->
          (cpu, d, low, high) -> Mmx.write(cpu, d, halve(cpu, low, high, FloatConvert::roundToInt));
      default ->
          (cpu, d, low, high) ->
              Mmx.write(cpu, d, halve(cpu, low, high, FloatConvert::truncateToInt));
    };
  }

  private static VectorBody general(Instruction instruction) {
    boolean wideSource = instruction.operand(1).size() == 8;
    boolean wideResult = instruction.operand(0).size() == 8;
    return switch (instruction.mnemonic()) {
      case CVTSI2SS ->
          wideSource
              ? (cpu, d, low, high) -> setLowSingle(cpu, d, FloatConvert.longToSingle(cpu, low))
              : (cpu, d, low, high) ->
                  setLowSingle(cpu, d, FloatConvert.intToSingle(cpu, (int) low));
      case CVTSI2SD ->
          wideSource
              ? (cpu, d, low, high) -> cpu.vector[d] = FloatConvert.longToDouble(cpu, low)
              : (cpu, d, low, high) -> cpu.vector[d] = FloatConvert.intToDouble(cpu, (int) low);
      case CVTSS2SI ->
          wideResult
              ? toGeneral((cpu, a) -> FloatConvert.roundToLong(cpu, (int) a))
              : toGeneral((cpu, a) -> FloatConvert.roundToInt(cpu, (int) a) & LOW);
      case CVTTSS2SI ->
          wideResult
              ? toGeneral((cpu, a) -> FloatConvert.truncateToLong(cpu, (int) a))
              : toGeneral((cpu, a) -> FloatConvert.truncateToInt(cpu, (int) a) & LOW);
      case CVTSD2SI ->
          wideResult
              ? toGeneral(FloatConvert::roundToLong)
              : toGeneral((cpu, a) -> FloatConvert.roundToInt(cpu, a) & LOW);
      default ->
          wideResult
              ? toGeneral(FloatConvert::truncateToLong)
              : toGeneral((cpu, a) -> FloatConvert.truncateToInt(cpu, a) & LOW);
    };
  }

  private static VectorBody toGeneral(DoubleToLong f) {
    return (cpu, d, low, high) -> cpu.setGeneral(d, f.apply(cpu, low));
  }
}
