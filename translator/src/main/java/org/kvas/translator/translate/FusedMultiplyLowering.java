package org.kvas.translator.translate;

import static org.kvas.translator.translate.SseFloatLowering.joinHigh;
import static org.kvas.translator.translate.SseFloatLowering.pushDoubleword;
import static org.kvas.translator.translate.VectorOperands.popVex;
import static org.kvas.translator.translate.VectorOperands.pushHigh;
import static org.kvas.translator.translate.VectorOperands.pushQuadword;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.I2L;

import org.kvas.translator.x86.decode.FusedMultiplyForm;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.decode.VexOperands;
import org.kvas.translator.x86.semantics.sse.FusedMultiply;
import org.objectweb.asm.Type;

/** VFMADDxxx and its kin, element by element. SDM Vol. 1, 14.5. */
final class FusedMultiplyLowering {
  private static final String FUSED = Type.getInternalName(FusedMultiply.class);

  boolean lower(Instruction instruction, Emitter emitter) {
    AvxFloatLowering.begin(instruction, emitter);
    FusedMultiplyForm form = FusedMultiplyForm.of(instruction.mnemonic());
    Operand destination = instruction.operand(0);
    boolean wide = VexOperands.isWide(instruction);
    if (form.scalar()) {
      pushScalar(instruction, form, emitter);
      pushHigh(destination, emitter);
    } else {
      for (int lane = 0; lane < (wide ? 2 : 1); lane++) {
        emitter.vectors.setLane(lane);
        pushLane(instruction, form, emitter);
      }
      emitter.vectors.setLane(0);
    }
    popVex(destination, wide, emitter);
    return true;
  }

  private static void pushScalar(Instruction instruction, FusedMultiplyForm form, Emitter emitter) {
    if (form.single()) {
      pushSingle(instruction, form, 0, emitter);
      emitter.code.visitInsn(I2L);
      AvxFloatLowering.mergeLowDoubleword(instruction.operand(0), emitter);
    } else {
      pushDouble(instruction, form, 0, emitter);
    }
  }

  private static void pushLane(Instruction instruction, FusedMultiplyForm form, Emitter emitter) {
    for (int i = 0; i < 2; i++) {
      if (form.single()) {
        pushSingle(instruction, form, 2 * i, emitter);
        emitter.intToUnsignedLong();
        pushSingle(instruction, form, 2 * i + 1, emitter);
        joinHigh(emitter);
      } else {
        pushDouble(instruction, form, i, emitter);
      }
    }
  }

  private static int signs(FusedMultiplyForm form, int element) {
    return (element & 1) == 0 ? form.evenSigns() : form.oddSigns();
  }

  private static void pushDouble(
      Instruction instruction, FusedMultiplyForm form, int i, Emitter emitter) {
    emitter.code.visitVarInsn(ALOAD, Slots.CPU);
    pushQuadword(instruction.operand(form.multiplicand()), i, emitter);
    pushQuadword(instruction.operand(form.multiplier()), i, emitter);
    pushQuadword(instruction.operand(form.addend()), i, emitter);
    emitter.push(signs(form, i));
    emitter.call(FUSED, "compute", "(L" + Names.VCPU_STATE + ";JJJI)J");
  }

  private static void pushSingle(
      Instruction instruction, FusedMultiplyForm form, int i, Emitter emitter) {
    emitter.code.visitVarInsn(ALOAD, Slots.CPU);
    pushDoubleword(instruction.operand(form.multiplicand()), i, emitter);
    pushDoubleword(instruction.operand(form.multiplier()), i, emitter);
    pushDoubleword(instruction.operand(form.addend()), i, emitter);
    emitter.push(signs(form, i));
    emitter.call(FUSED, "compute", "(L" + Names.VCPU_STATE + ";IIII)I");
  }
}
