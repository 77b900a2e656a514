package org.kvas.runtime.interpret;

import static org.kvas.translator.x86.decode.Mnemonic.*;
import static org.kvas.translator.x86.semantics.sse.PackedShuffle.blendDwords;
import static org.kvas.translator.x86.semantics.sse.PackedShuffle.blendWords;
import static org.kvas.translator.x86.semantics.sse.PackedShuffle.shuffleDwords;
import static org.kvas.translator.x86.semantics.sse.PackedShuffle.shuffleWords;

import java.util.Map;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.kvas.runtime.interpret.PackedIntegers.Maker;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.sse.Mmx;
import org.kvas.translator.x86.semantics.sse.PackedMultiply;
import org.kvas.translator.x86.semantics.sse.PackedShift;
import org.kvas.translator.x86.semantics.sse.PackedShuffle;

/** Packed instructions that move data between 64-bit lanes. */
final class PackedShuffleTable {
  private final Map<Mnemonic, Maker> xmm;
  private final Map<Mnemonic, Maker> mmx;

  private PackedShuffleTable(Map<Mnemonic, Maker> xmm, Map<Mnemonic, Maker> mmx) {
    this.xmm = xmm;
    this.mmx = mmx;
  }

  static void define(Map<Mnemonic, Maker> xmm, Map<Mnemonic, Maker> mmx) {
    PackedShuffleTable table = new PackedShuffleTable(xmm, mmx);
    table.pairs();
    table.interleaves();
    table.widenings();
    table.shuffles();
    table.floatShuffles();
    table.byteShifts();
    table.blends();
    table.sumsOfDifferences();
  }

  /** Sets both lanes; its arguments are computed before either is written. */
  private static void set(VcpuState cpu, int d, long low, long high) {
    cpu.vector[d] = low;
    cpu.vector[d + 1] = high;
  }

  private void mmxForm(Mnemonic mnemonic, LongBinaryOperator operation) {
    mmx.put(
        mnemonic,
        i ->
            (cpu, d, low, high) -> Mmx.write(cpu, d, operation.applyAsLong(Mmx.read(cpu, d), low)));
  }

  /**
   * The low half of the result comes from all of the first operand, the high half from all of the
   * second.
   */
  private void pair(Mnemonic mnemonic, LongBinaryOperator lane) {
    mmxForm(mnemonic, lane);
    xmm.put(
        mnemonic,
        i ->
            (cpu, d, low, high) ->
                set(
                    cpu,
                    d,
                    lane.applyAsLong(cpu.vector[d], cpu.vector[d + 1]),
                    lane.applyAsLong(low, high)));
  }

  private void pairs() {
    pair(PACKSSWB, PackedShuffle::packsswb);
    pair(PACKUSWB, PackedShuffle::packuswb);
    pair(PACKSSDW, PackedShuffle::packssdw);
    pair(PHADDW, PackedShuffle::phaddw);
    pair(PHADDD, PackedShuffle::phaddd);
    pair(PHADDSW, PackedShuffle::phaddsw);
    pair(PHSUBW, PackedShuffle::phsubw);
    pair(PHSUBD, PackedShuffle::phsubd);
    pair(PHSUBSW, PackedShuffle::phsubsw);
    pair(PACKUSDW, PackedShuffle::packusdw);
    mmx.remove(PACKUSDW);
  }

  /**
   * @param lowHalf alternates the low halves of two lanes, {@code highHalf} the high halves
   */
  private void interleave(
      Mnemonic ofLow, Mnemonic ofHigh, LongBinaryOperator lowHalf, LongBinaryOperator highHalf) {
    mmxForm(ofLow, lowHalf);
    mmxForm(ofHigh, highHalf);
    xmm.put(
        ofLow,
        i -> (cpu, d, low, high) -> interleave(cpu, d, cpu.vector[d], low, lowHalf, highHalf));
    xmm.put(
        ofHigh,
        i -> (cpu, d, low, high) -> interleave(cpu, d, cpu.vector[d + 1], high, lowHalf, highHalf));
  }

  private static void interleave(
      VcpuState cpu,
      int d,
      long a,
      long b,
      LongBinaryOperator lowHalf,
      LongBinaryOperator highHalf) {
    set(cpu, d, lowHalf.applyAsLong(a, b), highHalf.applyAsLong(a, b));
  }

  private void interleaves() {
    interleave(
        PUNPCKLBW,
        PUNPCKHBW,
        PackedShuffle::interleaveLowBytes,
        PackedShuffle::interleaveHighBytes);
    interleave(
        PUNPCKLWD,
        PUNPCKHWD,
        PackedShuffle::interleaveLowWords,
        PackedShuffle::interleaveHighWords);
    interleave(
        PUNPCKLDQ,
        PUNPCKHDQ,
        PackedShuffle::interleaveLowDwords,
        PackedShuffle::interleaveHighDwords);
    Maker lowQuadwords = i -> (cpu, d, low, high) -> cpu.vector[d + 1] = low;
    Maker highQuadwords = i -> (cpu, d, low, high) -> set(cpu, d, cpu.vector[d + 1], high);
    xmm.put(PUNPCKLQDQ, lowQuadwords);
    xmm.put(PUNPCKHQDQ, highQuadwords);
    xmm.put(UNPCKLPD, lowQuadwords);
    xmm.put(UNPCKHPD, highQuadwords);
    interleave(
        UNPCKLPS,
        UNPCKHPS,
        PackedShuffle::interleaveLowDwords,
        PackedShuffle::interleaveHighDwords);
    mmx.remove(UNPCKLPS);
    mmx.remove(UNPCKHPS);
  }

  /**
   * @param bits of the source that make one lane
   */
  private void widen(Mnemonic mnemonic, int bits, LongUnaryOperator lane) {
    xmm.put(
        mnemonic,
        i ->
            (cpu, d, low, high) ->
                set(cpu, d, lane.applyAsLong(low), lane.applyAsLong(low >>> bits)));
  }

  private void widenings() {
    widen(PMOVZXBW, 32, PackedShuffle::spreadBytes);
    widen(PMOVZXBD, 16, PackedShuffle::pmovzxbd);
    widen(PMOVZXBQ, 8, PackedShuffle::pmovzxbq);
    widen(PMOVZXWD, 32, PackedShuffle::spreadWords);
    widen(PMOVZXWQ, 16, PackedShuffle::pmovzxwq);
    widen(PMOVZXDQ, 32, PackedShuffle::pmovzxdq);
    widen(PMOVSXBW, 32, PackedShuffle::pmovsxbw);
    widen(PMOVSXBD, 16, PackedShuffle::pmovsxbd);
    widen(PMOVSXBQ, 8, PackedShuffle::pmovsxbq);
    widen(PMOVSXWD, 32, PackedShuffle::pmovsxwd);
    widen(PMOVSXWQ, 16, PackedShuffle::pmovsxwq);
    widen(PMOVSXDQ, 32, PackedShuffle::pmovsxdq);
  }

  private void shuffles() {
    mmxForm(PSHUFB, PackedShuffle::pshufb);
    xmm.put(PSHUFB, i -> PackedShuffleTable::shuffleBytes);
    mmx.put(PSHUFW, i -> (cpu, d, low, high) -> Mmx.write(cpu, d, shuffleWords(low, i)));
    xmm.put(PSHUFLW, i -> (cpu, d, low, high) -> set(cpu, d, shuffleWords(low, i), high));
    xmm.put(PSHUFHW, i -> (cpu, d, low, high) -> set(cpu, d, low, shuffleWords(high, i)));
    xmm.put(
        PSHUFD,
        i ->
            (cpu, d, low, high) ->
                set(cpu, d, shuffleDwords(low, high, i), shuffleDwords(low, high, i >>> 4)));
  }

  private static void shuffleBytes(VcpuState cpu, int d, long low, long high) {
    long a0 = cpu.vector[d];
    long a1 = cpu.vector[d + 1];
    set(cpu, d, PackedShuffle.pshufb(a0, a1, low), PackedShuffle.pshufb(a0, a1, high));
  }

  private void floatShuffles() {
    xmm.put(
        SHUFPS,
        i ->
            (cpu, d, low, high) ->
                set(
                    cpu,
                    d,
                    shuffleDwords(cpu.vector[d], cpu.vector[d + 1], i),
                    shuffleDwords(low, high, i >>> 4)));
    xmm.put(
        SHUFPD,
        i ->
            (cpu, d, low, high) ->
                set(
                    cpu,
                    d,
                    (i & 1) != 0 ? cpu.vector[d + 1] : cpu.vector[d],
                    (i & 2) != 0 ? high : low));
  }

  private void byteShifts() {
    xmm.put(
        PSLLDQ,
        i ->
            (cpu, d, low, high) -> {
              long a = cpu.vector[d];
              set(
                  cpu,
                  d,
                  PackedShift.shiftLeftLow(a, i),
                  PackedShift.shiftLeftHigh(a, cpu.vector[d + 1], i));
            });
    xmm.put(
        PSRLDQ,
        i ->
            (cpu, d, low, high) -> {
              long b = cpu.vector[d + 1];
              set(
                  cpu,
                  d,
                  PackedShift.shiftRightLow(cpu.vector[d], b, i),
                  PackedShift.shiftRightHigh(b, i));
            });
    mmx.put(
        PALIGNR,
        i ->
            (cpu, d, low, high) ->
                Mmx.write(cpu, d, PackedShift.align(low, Mmx.read(cpu, d), 0, i)));
    xmm.put(PALIGNR, i -> (cpu, d, low, high) -> align(cpu, d, low, high, i));
  }

  /** Sixteen of the 32 bytes of destination:source. */
  private static void align(VcpuState cpu, int d, long low, long high, int from) {
    long a0 = cpu.vector[d];
    long a1 = cpu.vector[d + 1];
    if (from < 8) {
      set(cpu, d, PackedShift.align(low, high, a0, from), PackedShift.align(high, a0, a1, from));
    } else {
      set(
          cpu,
          d,
          PackedShift.align(high, a0, a1, from - 8),
          PackedShift.align(a0, a1, 0, from - 8));
    }
  }

  private void blends() {
    xmm.put(
        PBLENDW,
        i ->
            (cpu, d, low, high) ->
                set(
                    cpu,
                    d,
                    blendWords(cpu.vector[d], low, i),
                    blendWords(cpu.vector[d + 1], high, i >>> 4)));
    xmm.put(
        BLENDPS,
        i ->
            (cpu, d, low, high) ->
                set(
                    cpu,
                    d,
                    blendDwords(cpu.vector[d], low, i),
                    blendDwords(cpu.vector[d + 1], high, i >>> 2)));
    xmm.put(
        BLENDPD,
        i ->
            (cpu, d, low, high) ->
                set(
                    cpu,
                    d,
                    (i & 1) != 0 ? low : cpu.vector[d],
                    (i & 2) != 0 ? high : cpu.vector[d + 1]));
    variableBlend(PBLENDVB, PackedShuffle::pblendvb);
    variableBlend(BLENDVPS, PackedShuffle::blendvps);
    variableBlend(BLENDVPD, PackedShuffle::blendvpd);
  }

  @FunctionalInterface
  private interface Blend {
    long apply(long a, long b, long mask);
  }

  /** The mask is XMM0. */
  private void variableBlend(Mnemonic mnemonic, Blend lane) {
    xmm.put(
        mnemonic,
        i ->
            (cpu, d, low, high) -> {
              long[] v = cpu.vector;
              set(cpu, d, lane.apply(v[d], low, v[0]), lane.apply(v[d + 1], high, v[1]));
            });
  }

  private void sumsOfDifferences() {
    xmm.put(
        PHMINPOSUW,
        i -> (cpu, d, low, high) -> set(cpu, d, PackedMultiply.phminposuw(low, high), 0));
    xmm.put(MPSADBW, i -> (cpu, d, low, high) -> sumsOfDifferences(cpu, d, low, high, i));
  }

  /**
   * Bit 2 of {@code control} moves the window by four bytes, bits 1-0 choose the block of the
   * source.
   */
  private static void sumsOfDifferences(VcpuState cpu, int d, long low, long high, int control) {
    long a0 = cpu.vector[d];
    long a1 = cpu.vector[d + 1];
    int from = control & 4;
    int block = PackedShuffle.dwordOf(low, high, control);
    set(
        cpu,
        d,
        PackedMultiply.mpsadbw(PackedShift.align(a0, a1, 0, from), block),
        PackedMultiply.mpsadbw(PackedShift.align(a0, a1, 0, from + 4), block));
  }
}
