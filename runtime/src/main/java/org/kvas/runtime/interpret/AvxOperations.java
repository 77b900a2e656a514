package org.kvas.runtime.interpret;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.FusedMultiplyForm;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.decode.VexOperands;

/**
 * VEX-encoded vector instructions: AVX, AVX2, FMA, F16C, and AES and PCLMULQDQ with VEX. What has
 * an SSE form is done by its {@link VectorBody}, lane by lane. SDM Vol. 1, chapter 14.
 */
public final class AvxOperations implements OperationFamily {
  /** The families served. */
  public static final Set<Family> FAMILIES = Set.of(Family.AVX);

  private final OperationFamily stateSave = new StateSaveOperations();
  private final PackedIntegers integers = new PackedIntegers();

  @Override
  public Operation create(Instruction instruction, int mode, int offset) {
    @Nullable Operation refusal = AvxAvailability.refusal(mode);
    if (refusal != null) {
      return refusal;
    }
    return switch (instruction.mnemonic()) {
      case VZEROUPPER, VZEROALL -> new ZeroVectors(instruction);
      case LDMXCSR, STMXCSR -> stateSave.create(instruction, mode, offset);
      case MASKMOVDQU -> MaskedStore.create(instruction, mode, offset);
      case VMASKMOVPS, VMASKMOVPD, VPMASKMOVD, VPMASKMOVQ ->
          MaskedVectorMove.create(instruction, mode, offset);
      case VPGATHERDD,
          VPGATHERDQ,
          VPGATHERQD,
          VPGATHERQQ,
          VGATHERDPS,
          VGATHERDPD,
          VGATHERQPS,
          VGATHERQPD ->
          Gather.create(instruction, mode, offset);
      case VCVTPS2PH -> AvxConversions.singlesToHalves(instruction, mode, offset);
      case VEXTRACTF128, VEXTRACTI128 -> extract(instruction, mode, offset);
      case COMISS, COMISD, UCOMISS, UCOMISD ->
          VectorOperation.create(instruction, mode, offset, SseFloats.body(instruction));
      case PCMPESTRI, PCMPISTRI ->
          VectorOperation.create(instruction, mode, offset, StringCompareBodies.body(instruction));
      case PCMPESTRM, PCMPISTRM -> maskOfStrings(instruction, mode, offset);
      default -> byDestination(instruction, mode, offset);
    };
  }

  private Operation byDestination(Instruction instruction, int mode, int offset) {
    return switch (instruction.operand(0)) {
      case Operand.Memory _ ->
          VexStore.create(instruction, mode, offset, SseMoves.part(instruction));
      case Operand.Gpr _ -> toGeneral(instruction, mode, offset);
      default -> VexOperation.create(instruction, mode, offset, body(instruction));
    };
  }

  private static Operation toGeneral(Instruction instruction, int mode, int offset) {
    return switch (instruction.mnemonic()) {
      case MOVMSKPS, MOVMSKPD, PMOVMSKB ->
          VexOperation.create(instruction, mode, offset, AvxTests.body(instruction));
      case CVTSS2SI, CVTTSS2SI, CVTSD2SI, CVTTSD2SI ->
          VectorOperation.create(instruction, mode, offset, SseFloats.body(instruction));
      default -> VectorOperation.create(instruction, mode, offset, SseMoves.toGeneral(instruction));
    };
  }

  private static Operation extract(Instruction instruction, int mode, int offset) {
    int lane = VectorOperation.immediate(instruction) & 1;
    return instruction.operand(0) instanceof Operand.Memory
        ? VexStore.whole(
            instruction, mode, offset, VectorOperation.register(instruction.operand(1)) + 2 * lane)
        : VexOperation.create(instruction, mode, offset, AvxPermutes.body(instruction));
  }

  /** The result goes to XMM0. */
  private static Operation maskOfStrings(Instruction instruction, int mode, int offset) {
    VectorBody sse = StringCompareBodies.body(instruction);
    VectorBody body =
        (cpu, d, low, high) -> {
          sse.apply(cpu, d, low, high);
          VexLanes.clearUpper(cpu, 0);
        };
    return VectorOperation.create(instruction, mode, offset, body);
  }

  private VexBody body(Instruction instruction) {
    Mnemonic mnemonic = instruction.mnemonic();
    if (FusedMultiplyForm.isFusedMultiply(mnemonic)) {
      return FusedMultiplies.body(instruction);
    }
    boolean wide = VexOperands.isWide(instruction);
    return switch (mnemonic) {
      case PTEST, VTESTPS, VTESTPD -> AvxTests.body(instruction);
      case PBLENDVB, BLENDVPS, BLENDVPD ->
          AvxPermutes.variableBlend(
              instruction, VectorOperation.register(instruction.operands().getLast()));
      case DPPS ->
          wide
              ? DotProduct.wideSingles(VectorOperation.immediate(instruction))
              : lanes(instruction, false);
      case CVTPD2PS, CVTPD2DQ, CVTTPD2DQ ->
          wide ? AvxConversions.narrowing(instruction) : lanes(instruction, false);
      default ->
          mnemonic.family() == Family.AVX && mnemonic != Mnemonic.VCVTPH2PS
              ? AvxPermutes.body(instruction)
              : lanes(instruction, wide);
    };
  }

  /** An instruction with an SSE form, or like one. */
  private VexBody lanes(Instruction instruction, boolean wide) {
    VexOperands operands = VexOperands.of(instruction);
    VectorBody low = lane(operands.sse());
    boolean mayRaise =
        switch (instruction.mnemonic().family()) {
          case SSE_FLOAT, AVX -> true;
          default -> false;
        };
    if (!wide) {
      return mayRaise ? VexLanes.narrowFloat(low) : VexLanes.narrow(low);
    }
    VectorBody high = lane(operands.sseOfHighLane());
    VexBody body = mayRaise ? VexLanes.wideFloat(low, high) : VexLanes.wide(low, high);
    int size = operands.source().size();
    if (size == 32 || operands.source() instanceof Operand.Immediate) {
      return body;
    }
    return isShift(instruction) ? VexLanes.shared(body) : VexLanes.halved(body, size);
  }

  private static boolean isShift(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case PSLLW, PSLLD, PSLLQ, PSRLW, PSRLD, PSRLQ, PSRAW, PSRAD -> true;
      default -> false;
    };
  }

  private VectorBody lane(Instruction sse) {
    return switch (sse.mnemonic().family()) {
      case SSE_MOVE -> SseMoves.toVector(sse);
      case SSE_FLOAT -> SseFloats.body(sse);
      case SSE_CRYPTOGRAPHY -> SseCryptography.body(sse);
      case AVX -> AvxConversions::halvesToSingles;
      default -> integers.body(sse);
    };
  }

  private static final class ZeroVectors extends Operation {
    private final boolean all;
    private final int registers;

    ZeroVectors(Instruction instruction) {
      all = instruction.mnemonic() == Mnemonic.VZEROALL;
      registers = instruction.codeBits() == 64 ? 16 : 8;
    }

    @Override
    public void execute(VcpuState cpu) {
      for (int register = 0; register < registers; register++) {
        if (all) {
          VexLanes.set(cpu, 4 * register, 0, 0);
        }
        VexLanes.clearUpper(cpu, 4 * register);
      }
    }
  }
}
