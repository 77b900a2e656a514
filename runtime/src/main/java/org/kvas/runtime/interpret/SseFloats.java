package org.kvas.runtime.interpret;

import static org.kvas.runtime.interpret.FloatBodies.alternating;
import static org.kvas.runtime.interpret.FloatBodies.horizontal;
import static org.kvas.runtime.interpret.FloatBodies.packed;
import static org.kvas.runtime.interpret.FloatBodies.scalar;

import org.jspecify.annotations.Nullable;
import org.kvas.runtime.interpret.FloatBodies.DoubleFunction;
import org.kvas.runtime.interpret.FloatBodies.SingleFunction;
import org.kvas.translator.state.Operation;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.semantics.sse.DoubleArithmetic;
import org.kvas.translator.x86.semantics.sse.FloatCompare;
import org.kvas.translator.x86.semantics.sse.FloatConvert;
import org.kvas.translator.x86.semantics.sse.Reciprocal;
import org.kvas.translator.x86.semantics.sse.SingleArithmetic;

/** SSE to SSE4.1 floating point. SDM Vol. 1, 10.4, 11.4, 12.3 and 12.10. */
final class SseFloats implements OperationFamily {
  @Override
  public Operation create(Instruction instruction, int mode, int offset) {
    @Nullable Operation refusal = SseAvailability.refusal(instruction, mode);
    if (refusal != null) {
      return refusal;
    }
    return SseAvailability.asMmxIfSo(
        instruction, VectorOperation.create(instruction, mode, offset, body(instruction)));
  }

  static VectorBody body(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case ADDPS, SUBPS, MULPS, DIVPS, SQRTPS, MINPS, MAXPS, CMPPS, RCPPS, RSQRTPS, ROUNDPS ->
          packed(single(instruction));
      case ADDSS, SUBSS, MULSS, DIVSS, SQRTSS, MINSS, MAXSS, CMPSS, RCPSS, RSQRTSS, ROUNDSS ->
          scalar(single(instruction));
      case ADDPD, SUBPD, MULPD, DIVPD, SQRTPD, MINPD, MAXPD, CMPPD, ROUNDPD ->
          packed(doubled(instruction));
      case ADDSD, SUBSD, MULSD, DIVSD, SQRTSD, MINSD, MAXSD, CMPSD_SSE, ROUNDSD ->
          scalar(doubled(instruction));
      case HADDPS -> horizontal((SingleFunction) SingleArithmetic::add);
      case HSUBPS -> horizontal((SingleFunction) SingleArithmetic::subtract);
      case HADDPD -> horizontal((DoubleFunction) DoubleArithmetic::add);
      case HSUBPD -> horizontal((DoubleFunction) DoubleArithmetic::subtract);
      case ADDSUBPS ->
          alternating((SingleFunction) SingleArithmetic::subtract, SingleArithmetic::add);
      case ADDSUBPD ->
          alternating((DoubleFunction) DoubleArithmetic::subtract, DoubleArithmetic::add);
      case DPPS -> DotProduct.singles(VectorOperation.immediate(instruction));
      case DPPD -> DotProduct.doubles(VectorOperation.immediate(instruction));
      case COMISS -> compareSingles(true);
      case UCOMISS -> compareSingles(false);
      case COMISD -> compareDoubles(true);
      case UCOMISD -> compareDoubles(false);
      default -> SseConversions.body(instruction);
    };
  }

  private static SingleFunction single(Instruction instruction) {
    int i = VectorOperation.immediate(instruction);
    return switch (instruction.mnemonic()) {
      case ADDPS, ADDSS -> SingleArithmetic::add;
      case SUBPS, SUBSS -> SingleArithmetic::subtract;
      case MULPS, MULSS -> SingleArithmetic::multiply;
      case DIVPS, DIVSS -> SingleArithmetic::divide;
      case SQRTPS, SQRTSS -> SingleArithmetic::squareRoot;
      case MINPS, MINSS -> FloatCompare::minimum;
      case MAXPS, MAXSS -> FloatCompare::maximum;
      case CMPPS, CMPSS -> compareSingles(predicate(instruction));
      case RCPPS, RCPSS -> (cpu, a, b) -> Reciprocal.reciprocal(b);
      case RSQRTPS, RSQRTSS -> (cpu, a, b) -> Reciprocal.reciprocalSquareRoot(b);
      case ROUNDPS, ROUNDSS -> (cpu, a, b) -> FloatConvert.roundToIntegral(cpu, b, i);
      default -> throw new IllegalArgumentException(instruction.toString());
    };
  }

  private static DoubleFunction doubled(Instruction instruction) {
    int i = VectorOperation.immediate(instruction);
    return switch (instruction.mnemonic()) {
      case ADDPD, ADDSD -> DoubleArithmetic::add;
      case SUBPD, SUBSD -> DoubleArithmetic::subtract;
      case MULPD, MULSD -> DoubleArithmetic::multiply;
      case DIVPD, DIVSD -> DoubleArithmetic::divide;
      case SQRTPD, SQRTSD -> DoubleArithmetic::squareRoot;
      case MINPD, MINSD -> FloatCompare::minimum;
      case MAXPD, MAXSD -> FloatCompare::maximum;
      case CMPPD, CMPSD_SSE -> compareDoubles(predicate(instruction));
      case ROUNDPD, ROUNDSD -> (cpu, a, b) -> FloatConvert.roundToIntegral(cpu, b, i);
      default -> throw new IllegalArgumentException(instruction.toString());
    };
  }

  /** VEX has 32, SSE the first 8 of them. */
  private static int predicate(Instruction instruction) {
    int i = VectorOperation.immediate(instruction);
    return instruction.has(Instruction.PREFIX_VEX) ? i & 31 : i & 7;
  }

  private static SingleFunction compareSingles(int predicate) {
    return (cpu, a, b) -> FloatCompare.compare(cpu, a, b, predicate);
  }

  private static DoubleFunction compareDoubles(int predicate) {
    return (cpu, a, b) -> FloatCompare.compare(cpu, a, b, predicate);
  }

  private static VectorBody compareSingles(boolean signalling) {
    return (cpu, d, low, high) ->
        cpu.setStatusFlags(FloatCompare.flags(cpu, (int) cpu.vector[d], (int) low, signalling));
  }

  private static VectorBody compareDoubles(boolean signalling) {
    return (cpu, d, low, high) ->
        cpu.setStatusFlags(FloatCompare.flags(cpu, cpu.vector[d], low, signalling));
  }
}
