package org.kvas.runtime.interpret;

import static org.kvas.runtime.interpret.VexLanes.clearUpper;
import static org.kvas.runtime.interpret.VexLanes.set;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.decode.VexOperands;
import org.kvas.translator.x86.semantics.sse.PackedPermute;
import org.kvas.translator.x86.semantics.sse.PackedShuffle;
import org.kvas.translator.x86.semantics.sse.VariableShift;

/** Broadcasts, permutations, blends and variable shifts that AVX and AVX2 added to SSE. */
final class AvxPermutes {
  private AvxPermutes() {}

  static VexBody body(Instruction instruction) {
    int i = VectorOperation.immediate(instruction);
    boolean wide = VexOperands.isWide(instruction);
    return switch (instruction.mnemonic()) {
      case VPBROADCASTB -> broadcast(wide, PackedPermute::broadcastByte);
      case VPBROADCASTW -> broadcast(wide, PackedPermute::broadcastWord);
      case VPBROADCASTD, VBROADCASTSS -> broadcast(wide, PackedPermute::broadcastDword);
      case VPBROADCASTQ, VBROADCASTSD -> broadcast(wide, a -> a);
      case VBROADCASTF128, VBROADCASTI128 ->
          (cpu, d, first, q0, q1, q2, q3) -> set(cpu, d, q0, q1, q0, q1);
      case VINSERTF128, VINSERTI128 -> insert(i);
      case VEXTRACTF128, VEXTRACTI128 -> extract(i);
      case VPERM2F128, VPERM2I128 -> lanesOfTwo(i);
      case VPERMQ, VPERMPD -> quadwords(i);
      case VPERMD, VPERMPS -> AvxPermutes::doublewords;
      case VPERMILPS, VPERMILPD -> withinLanes(instruction, wide, i);
      case VPSLLVD -> each(wide, VariableShift::vpsllvd);
      case VPSLLVQ -> each(wide, VariableShift::vpsllvq);
      case VPSRLVD -> each(wide, VariableShift::vpsrlvd);
      case VPSRLVQ -> each(wide, VariableShift::vpsrlvq);
      case VPSRAVD -> each(wide, VariableShift::vpsravd);
      case VPBLENDD -> blend(wide, i);
      default -> throw new IllegalArgumentException(instruction.toString());
    };
  }

  private static VexBody broadcast(boolean wide, LongUnaryOperator spread) {
    return (cpu, d, first, q0, q1, q2, q3) -> {
      long value = spread.applyAsLong(q0);
      set(cpu, d, value, value, wide ? value : 0, wide ? value : 0);
    };
  }

  private static VexBody insert(int lane) {
    return (cpu, d, first, q0, q1, q2, q3) -> {
      long[] v = cpu.vector;
      if ((lane & 1) == 0) {
        set(cpu, d, q0, q1, v[first + 2], v[first + 3]);
      } else {
        set(cpu, d, v[first], v[first + 1], q0, q1);
      }
    };
  }

  private static VexBody extract(int lane) {
    return (lane & 1) == 0
        ? (cpu, d, first, q0, q1, q2, q3) -> set(cpu, d, q0, q1, 0, 0)
        : (cpu, d, first, q0, q1, q2, q3) -> set(cpu, d, q2, q3, 0, 0);
  }

  /** Each lane of the result is one of four by two bits of {@code order}, or zero by bit 3. */
  private static VexBody lanesOfTwo(int order) {
    return (cpu, d, first, q0, q1, q2, q3) -> {
      long[] v = cpu.vector;
      long[] from = {v[first], v[first + 1], v[first + 2], v[first + 3], q0, q1, q2, q3};
      set(
          cpu,
          d,
          ofLane(from, order, 0),
          ofLane(from, order, 1),
          ofLane(from, order >>> 4, 0),
          ofLane(from, order >>> 4, 1));
    };
  }

  private static long ofLane(long[] from, int choice, int quadword) {
    return (choice & 8) != 0 ? 0 : from[2 * (choice & 3) + quadword];
  }

  private static VexBody quadwords(int order) {
    return (cpu, d, first, q0, q1, q2, q3) -> {
      long[] from = {q0, q1, q2, q3};
      set(
          cpu,
          d,
          from[order & 3],
          from[order >>> 2 & 3],
          from[order >>> 4 & 3],
          from[order >>> 6 & 3]);
    };
  }

  /** The first source is the order. */
  private static void doublewords(
      VcpuState cpu, int d, int first, long q0, long q1, long q2, long q3) {
    long[] v = cpu.vector;
    set(
        cpu,
        d,
        PackedPermute.vpermd(q0, q1, q2, q3, v[first]),
        PackedPermute.vpermd(q0, q1, q2, q3, v[first + 1]),
        PackedPermute.vpermd(q0, q1, q2, q3, v[first + 2]),
        PackedPermute.vpermd(q0, q1, q2, q3, v[first + 3]));
  }

  private static VexBody withinLanes(Instruction instruction, boolean wide, int order) {
    boolean byImmediate = instruction.operand(2) instanceof Operand.Immediate;
    boolean single = instruction.mnemonic() == Mnemonic.VPERMILPS;
    VectorBody low;
    VectorBody high;
    if (byImmediate) {
      low = single ? doublewordsBy(order) : quadwordsBy(order);
      high = single ? doublewordsBy(order) : quadwordsBy(order >>> 2);
    } else {
      low = single ? AvxPermutes::doublewordsBySource : AvxPermutes::quadwordsBySource;
      high = low;
    }
    return wide ? VexLanes.wide(low, high) : VexLanes.narrow(low);
  }

  private static VectorBody doublewordsBy(int order) {
    return (cpu, d, low, high) ->
        set(
            cpu,
            d,
            PackedShuffle.shuffleDwords(low, high, order),
            PackedShuffle.shuffleDwords(low, high, order >>> 4));
  }

  private static VectorBody quadwordsBy(int order) {
    return (cpu, d, low, high) ->
        set(cpu, d, (order & 1) != 0 ? high : low, (order & 2) != 0 ? high : low);
  }

  private static void doublewordsBySource(VcpuState cpu, int d, long low, long high) {
    long a0 = cpu.vector[d];
    long a1 = cpu.vector[d + 1];
    set(cpu, d, PackedPermute.vpermilps(a0, a1, low), PackedPermute.vpermilps(a0, a1, high));
  }

  private static void quadwordsBySource(VcpuState cpu, int d, long low, long high) {
    long a0 = cpu.vector[d];
    long a1 = cpu.vector[d + 1];
    set(cpu, d, PackedPermute.vpermilpd(a0, a1, low), PackedPermute.vpermilpd(a0, a1, high));
  }

  /** Quadwords that do not see each other. */
  private static VexBody each(boolean wide, LongBinaryOperator quadword) {
    VectorBody lane =
        (cpu, d, low, high) ->
            set(
                cpu,
                d,
                quadword.applyAsLong(cpu.vector[d], low),
                quadword.applyAsLong(cpu.vector[d + 1], high));
    return wide ? VexLanes.wide(lane, lane) : VexLanes.narrow(lane);
  }

  private static VexBody blend(boolean wide, int choice) {
    return (cpu, d, first, q0, q1, q2, q3) -> {
      long[] v = cpu.vector;
      v[d] = PackedPermute.vpblendd(v[first], q0, choice);
      v[d + 1] = PackedPermute.vpblendd(v[first + 1], q1, choice >>> 2);
      v[d + 2] = PackedPermute.vpblendd(v[first + 2], q2, choice >>> 4);
      v[d + 3] = PackedPermute.vpblendd(v[first + 3], q3, choice >>> 6);
      if (!wide) {
        clearUpper(cpu, d);
      }
    };
  }

  /** Of a quadword of each of both sources and of the mask. */
  @FunctionalInterface
  private interface Blend {
    long apply(long a, long b, long mask);
  }

  /**
   * VBLENDVPS, VBLENDVPD, VPBLENDVB.
   *
   * @param mask the register in the control byte
   */
  static VexBody variableBlend(Instruction instruction, int mask) {
    boolean wide = VexOperands.isWide(instruction);
    Blend blend =
        switch (instruction.mnemonic()) {
          case PBLENDVB -> PackedShuffle::pblendvb;
          case BLENDVPS -> PackedShuffle::blendvps;
          default -> PackedShuffle::blendvpd;
        };
    return (cpu, d, first, q0, q1, q2, q3) -> {
      long[] v = cpu.vector;
      set(
          cpu,
          d,
          blend.apply(v[first], q0, v[mask]),
          blend.apply(v[first + 1], q1, v[mask + 1]),
          wide ? blend.apply(v[first + 2], q2, v[mask + 2]) : 0,
          wide ? blend.apply(v[first + 3], q3, v[mask + 3]) : 0);
    };
  }
}
