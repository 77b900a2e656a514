package org.kvas.translator.translate;

import static org.kvas.translator.translate.VectorOperands.LOW_DOUBLEWORD;
import static org.kvas.translator.translate.VectorOperands.maskToDoubleword;
import static org.kvas.translator.translate.VectorOperands.openVex;
import static org.kvas.translator.translate.VectorOperands.popVex;
import static org.kvas.translator.translate.VectorOperands.pushHigh;
import static org.kvas.translator.translate.VectorOperands.pushLow;
import static org.objectweb.asm.Opcodes.I2L;
import static org.objectweb.asm.Opcodes.LAND;
import static org.objectweb.asm.Opcodes.LOR;

import java.util.function.BiConsumer;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.decode.VexOperands;

/**
 * VEX forms of SSE arithmetic, compares and conversions. As there, translated code runs only while
 * all exceptions are masked.
 */
final class AvxFloatLowering {
  boolean lower(Instruction instruction, Emitter emitter) {
    return switch (instruction.mnemonic()) {
      case HADDPS, HSUBPS, ADDSUBPS, DPPS, DPPD -> false;
      case ADDPS,
          SUBPS,
          MULPS,
          DIVPS,
          SQRTPS,
          MINPS,
          MAXPS,
          CMPPS,
          RCPPS,
          RSQRTPS,
          ROUNDPS,
          ADDPD,
          SUBPD,
          MULPD,
          DIVPD,
          SQRTPD,
          MINPD,
          MAXPD,
          CMPPD,
          ROUNDPD,
          HADDPD,
          HSUBPD,
          ADDSUBPD -> {
        VexOperands operands = begin(instruction, emitter);
        AvxLowering.lanes(instruction, operands, emitter, SseFloatLowering::pushLane);
        yield true;
      }
      case ADDSS, SUBSS, MULSS, DIVSS, SQRTSS, MINSS, MAXSS, CMPSS, RCPSS, RSQRTSS, ROUNDSS ->
          single(instruction, emitter, SseFloatLowering::pushScalarSingle);
      case ADDSD, SUBSD, MULSD, DIVSD, SQRTSD, MINSD, MAXSD, CMPSD_SSE, ROUNDSD ->
          doubled(instruction, emitter, SseFloatLowering::pushScalarDouble);
      case CVTSI2SS -> single(instruction, emitter, SseConvertLowering::pushFromGeneral);
      case CVTSI2SD -> doubled(instruction, emitter, SseConvertLowering::pushFromGeneral);
      case CVTSD2SS -> single(instruction, emitter, SseConvertLowering::pushScalar);
      case CVTSS2SD -> doubled(instruction, emitter, SseConvertLowering::pushScalar);
      case COMISS, COMISD, UCOMISS, UCOMISD -> SseFloatLowering.compare(instruction, emitter);
      case CVTSS2SI, CVTTSS2SI, CVTSD2SI, CVTTSD2SI ->
          SseConvertLowering.toGeneral(instruction, emitter);
      default -> packedConversion(instruction, emitter);
    };
  }

  static VexOperands begin(Instruction instruction, Emitter emitter) {
    emitter.leaveUnlessSimdMasked();
    VexOperands operands = VexOperands.of(instruction);
    openVex(operands.source(), false, false, emitter);
    return operands;
  }

  /** Of the low quadword; the high one is the first source's. */
  private static boolean doubled(
      Instruction instruction, Emitter emitter, BiConsumer<Instruction, Emitter> push) {
    VexOperands operands = begin(instruction, emitter);
    push.accept(operands.sse(), emitter);
    pushHigh(operands.first(), emitter);
    popVex(instruction.operand(0), false, emitter);
    return true;
  }

  /** Of the low doubleword; the others are the first source's. */
  private static boolean single(
      Instruction instruction, Emitter emitter, BiConsumer<Instruction, Emitter> push) {
    VexOperands operands = begin(instruction, emitter);
    push.accept(operands.sse(), emitter);
    emitter.code.visitInsn(I2L);
    mergeLowDoubleword(operands.first(), emitter);
    pushHigh(operands.first(), emitter);
    popVex(instruction.operand(0), false, emitter);
    return true;
  }

  /** The long on the stack keeps its low doubleword and takes the rest from an operand. */
  static void mergeLowDoubleword(Operand rest, Emitter emitter) {
    maskToDoubleword(emitter);
    pushLow(rest, emitter);
    emitter.push(~LOW_DOUBLEWORD);
    emitter.code.visitInsn(LAND);
    emitter.code.visitInsn(LOR);
  }

  private static boolean packedConversion(Instruction instruction, Emitter emitter) {
    begin(instruction, emitter);
    SseConvertLowering.pushPacked(instruction, VexOperands.isWide(instruction), emitter);
    popVex(instruction.operand(0), instruction.operand(0).size() == 32, emitter);
    return true;
  }
}
