package org.kvas.runtime.interpret;

import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.sse.Mmx;
import org.kvas.translator.x86.semantics.sse.PackedShuffle;

/**
 * Moves of and into vector and MMX registers. Non-temporal hints are ignored. SDM Vol. 1, 10.4.1,
 * 11.4.1.1, 12.10.5.
 */
final class SseMoves implements OperationFamily {
  private static final long LOW = 0xffff_ffffL;

  @Override
  public Operation create(Instruction instruction, int mode, int offset) {
    @Nullable Operation refusal = SseAvailability.refusal(instruction, mode);
    if (refusal != null) {
      return refusal;
    }
    return SseAvailability.asMmxIfSo(instruction, available(instruction, mode, offset));
  }

  private static Operation available(Instruction instruction, int mode, int offset) {
    return switch (instruction.mnemonic()) {
      case MASKMOVQ, MASKMOVDQU -> MaskedStore.create(instruction, mode, offset);
      default ->
          switch (instruction.operand(0)) {
            case Operand.Memory _ ->
                VectorStore.create(instruction, mode, offset, part(instruction));
            case Operand.Gpr _ ->
                VectorOperation.create(instruction, mode, offset, toGeneral(instruction));
            case Operand.Mmx _ ->
                VectorOperation.create(instruction, mode, offset, toMmx(instruction));
            default -> VectorOperation.create(instruction, mode, offset, toVector(instruction));
          };
    };
  }

  static VectorBody toGeneral(Instruction instruction) {
    LongBinaryOperator part = part(instruction);
    return (cpu, d, low, high) -> cpu.setGeneral(d, part.applyAsLong(low, high));
  }

  /** What is moved to memory or to a general register: zero-extended there. */
  static LongBinaryOperator part(Instruction instruction) {
    boolean mmx = instruction.operand(1) instanceof Operand.Mmx;
    int i = VectorOperation.immediate(instruction);
    return switch (instruction.mnemonic()) {
      case MOVD -> (low, high) -> low & LOW;
      case MOVHPS, MOVHPD -> (low, high) -> high;
      case MOVMSKPS -> (low, high) -> signs(low) | signs(high) << 2;
      case MOVMSKPD -> (low, high) -> low >>> 63 | high >>> 63 << 1;
      case PMOVMSKB ->
          mmx
              ? (low, high) -> PackedShuffle.pmovmskb(low)
              : (low, high) -> PackedShuffle.pmovmskb(low) | PackedShuffle.pmovmskb(high) << 8;
      case PEXTRB -> (low, high) -> ((i & 8) != 0 ? high : low) >>> 8 * (i & 7) & 0xff;
      case PEXTRW -> (low, high) -> PackedShuffle.extractWord(!mmx && (i & 4) != 0 ? high : low, i);
      case PEXTRD, EXTRACTPS -> (low, high) -> PackedShuffle.dwordOf(low, high, i) & LOW;
      case PEXTRQ -> (low, high) -> (i & 1) != 0 ? high : low;
      default -> (low, high) -> low; // MOVQ, MOVSS, MOVSD, MOVLPS, MOVLPD
    };
  }

  private static long signs(long lane) {
    return lane >>> 31 & 1 | lane >>> 63 << 1;
  }

  private static VectorBody toMmx(Instruction instruction) {
    int i = VectorOperation.immediate(instruction);
    return switch (instruction.mnemonic()) {
      case PINSRW ->
          (cpu, d, low, high) ->
              Mmx.write(cpu, d, PackedShuffle.insertWord(Mmx.read(cpu, d), (int) low, i));
      default -> (cpu, d, low, high) -> Mmx.write(cpu, d, low); // MOVD, MOVQ, MOVDQ2Q
    };
  }

  static VectorBody toVector(Instruction instruction) {
    boolean fromMemory = instruction.operand(1) instanceof Operand.Memory;
    return switch (instruction.mnemonic()) {
      case MOVD, MOVQ, MOVQ2DQ -> SseMoves::setLow;
      case MOVSS ->
          fromMemory
              ? SseMoves::setLow
              : (cpu, d, low, high) -> cpu.vector[d] = cpu.vector[d] & ~LOW | low & LOW;
      case MOVSD_SSE -> fromMemory ? SseMoves::setLow : (cpu, d, low, high) -> cpu.vector[d] = low;
      case MOVLPS, MOVLPD -> (cpu, d, low, high) -> cpu.vector[d] = low;
      case MOVHPS, MOVHPD, MOVLHPS -> (cpu, d, low, high) -> cpu.vector[d + 1] = low;
      case MOVHLPS -> (cpu, d, low, high) -> cpu.vector[d] = high;
      case MOVDDUP -> (cpu, d, low, high) -> set(cpu, d, low, low);
      case MOVSLDUP ->
          (cpu, d, low, high) ->
              set(cpu, d, (low & LOW) * 0x1_0000_0001L, (high & LOW) * 0x1_0000_0001L);
      case MOVSHDUP ->
          (cpu, d, low, high) ->
              set(cpu, d, (low >>> 32) * 0x1_0000_0001L, (high >>> 32) * 0x1_0000_0001L);
      case PINSRB, PINSRW, PINSRD, PINSRQ -> insert(instruction);
      case INSERTPS -> insertSingle(VectorOperation.immediate(instruction), fromMemory);
      default -> SseMoves::set; // MOVAPS, MOVUPS, MOVDQA, MOVDQU, LDDQU, MOVNTDQA ...
    };
  }

  private static VectorBody insert(Instruction instruction) {
    int i = VectorOperation.immediate(instruction);
    int bits =
        switch (instruction.mnemonic()) {
          case PINSRB -> 8;
          case PINSRW -> 16;
          case PINSRD -> 32;
          default -> 64;
        };
    int position = i * bits & 127;
    int lane = position >>> 6;
    int shift = position & 63;
    long mask = -1L >>> 64 - bits << shift;
    return (cpu, d, low, high) ->
        cpu.vector[d + lane] = cpu.vector[d + lane] & ~mask | low << shift & mask;
  }

  /**
   * Bits 7-6 choose the source's element (of a register), 5-4 the destination's, 3-0 the ones to
   * clear.
   */
  private static VectorBody insertSingle(int control, boolean fromMemory) {
    int from = fromMemory ? 0 : control >>> 6;
    int to = control >>> 4 & 3;
    return (cpu, d, low, high) -> {
      long value = PackedShuffle.dwordOf(low, high, from) & LOW;
      long[] v = cpu.vector;
      int lane = d + (to >>> 1);
      long mask = LOW << 32 * (to & 1);
      v[lane] = v[lane] & ~mask | value << 32 * (to & 1);
      v[d] = PackedShuffle.blendDwords(v[d], 0, control);
      v[d + 1] = PackedShuffle.blendDwords(v[d + 1], 0, control >>> 2);
    };
  }

  private static void setLow(VcpuState cpu, int d, long low, long high) {
    set(cpu, d, low, 0);
  }

  private static void set(VcpuState cpu, int d, long low, long high) {
    cpu.vector[d] = low;
    cpu.vector[d + 1] = high;
  }
}
