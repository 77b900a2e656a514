package org.kvas.translator.translate;

import static org.kvas.translator.translate.VectorOperands.openVex;
import static org.kvas.translator.translate.VectorOperands.popVex;

import java.util.Locale;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.x86.decode.FusedMultiplyForm;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.decode.VexOperands;

/**
 * VEX-encoded vector instructions. Those with an SSE form go by its lowering, lane by lane; all of
 * a result is on the JVM stack before any of it is written. Left to the interpreter: what SSE
 * leaves to it, masked moves, gathers, half precision, AES and PCLMULQDQ.
 */
final class AvxLowering implements Lowering {
  private final PackedLowering integers = new PackedLowering();
  private final AvxFloatLowering floats = new AvxFloatLowering();
  private final AvxMoveLowering moves = new AvxMoveLowering();
  private final AvxPermuteLowering permutations = new AvxPermuteLowering();
  private final FusedMultiplyLowering fused = new FusedMultiplyLowering();

  @Override
  public boolean lower(Instruction instruction, Emitter emitter, ControlFlow flow) {
    if (!emitter.mayHaveVex() || (emitter.mode & ExecutionMode.AVX_ENABLED) == 0) {
      return false;
    }
    return switch (instruction.mnemonic().family()) {
      case SSE_INTEGER -> integers(instruction, emitter);
      case SSE_FLOAT -> floats.lower(instruction, emitter);
      case SSE_MOVE -> moves.lower(instruction, emitter);
      case AVX ->
          FusedMultiplyForm.isFusedMultiply(instruction.mnemonic())
              ? fused.lower(instruction, emitter)
              : permutations.lower(instruction, emitter);
      default -> false;
    };
  }

  private boolean integers(Instruction instruction, Emitter emitter) {
    return switch (instruction.mnemonic()) {
      case PCMPESTRI, PCMPESTRM, PCMPISTRI, PCMPISTRM, PHMINPOSUW, MPSADBW -> false;
      case PTEST -> permutations.test(instruction, emitter);
      case PBLENDVB, BLENDVPS, BLENDVPD -> blend(instruction, emitter);
      default -> {
        VexOperands operands = VexOperands.of(instruction);
        openVex(operands.source(), false, false, emitter);
        lanes(instruction, operands, emitter, integers::pushLane);
        yield true;
      }
    };
  }

  /** Pushes the two quadwords that the SSE form gives for the lane in force. */
  @FunctionalInterface
  interface Lane {
    void push(Instruction sse, Emitter emitter);
  }

  /** Emits the lanes of an instruction whose operands are open. */
  static void lanes(Instruction instruction, VexOperands operands, Emitter emitter, Lane lane) {
    boolean wide = VexOperands.isWide(instruction);
    lane.push(operands.sse(), emitter);
    if (wide) {
      emitter.vectors.setLane(1);
      lane.push(operands.sseOfHighLane(), emitter);
      emitter.vectors.setLane(0);
    }
    popVex(instruction.operand(0), wide, emitter);
  }

  /** The mask is the register in the control byte. */
  private static boolean blend(Instruction instruction, Emitter emitter) {
    Operand mask = instruction.operand(3);
    String name = instruction.mnemonic().name().toLowerCase(Locale.ROOT);
    openVex(instruction.operand(2), false, false, emitter);
    boolean wide = VexOperands.isWide(instruction);
    for (int lane = 0; lane < (wide ? 2 : 1); lane++) {
      emitter.vectors.setLane(lane);
      for (int i = 0; i < 2; i++) {
        VectorOperands.pushQuadword(instruction.operand(1), i, emitter);
        VectorOperands.pushQuadword(instruction.operand(2), i, emitter);
        VectorOperands.pushQuadword(mask, i, emitter);
        emitter.call(PackedLowering.SHUFFLE, name, "(JJJ)J");
      }
    }
    emitter.vectors.setLane(0);
    popVex(instruction.operand(0), wide, emitter);
    return true;
  }
}
