package org.kvas.translator.translate;

import static org.kvas.translator.translate.SseFloatLowering.joinHigh;
import static org.kvas.translator.translate.SseFloatLowering.pushDoubleword;
import static org.kvas.translator.translate.VectorOperands.popBoth;
import static org.kvas.translator.translate.VectorOperands.popLowDoubleword;
import static org.kvas.translator.translate.VectorOperands.pushHigh;
import static org.kvas.translator.translate.VectorOperands.pushLow;
import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.sse.FloatConvert;
import org.objectweb.asm.Type;

/**
 * CVTxx between vector registers, and with general registers. Those with MMX registers are left to
 * the interpreter. SDM Vol. 1, 11.4.1.6.
 */
final class SseConvertLowering {
  private static final String CONVERT = Type.getInternalName(FloatConvert.class);
  private static final String CPU = "(L" + Names.VCPU_STATE + ";";

  boolean lower(Instruction instruction, Emitter emitter) {
    switch (instruction.mnemonic()) {
      case CVTSI2SS, CVTSI2SD -> fromGeneral(instruction, emitter);
      case CVTSS2SI -> toGeneral(instruction, "round", true, emitter);
      case CVTTSS2SI -> toGeneral(instruction, "truncate", true, emitter);
      case CVTSD2SI -> toGeneral(instruction, "round", false, emitter);
      case CVTTSD2SI -> toGeneral(instruction, "truncate", false, emitter);
      case CVTSS2SD, CVTSD2SS -> scalar(instruction, emitter);
      case CVTPS2PD -> toDoubles(instruction, "singleToDouble", emitter);
      case CVTDQ2PD -> toDoubles(instruction, "intToDouble", emitter);
      case CVTPD2PS -> halve(instruction, "doubleToSingle", emitter);
      case CVTPD2DQ -> halve(instruction, "roundToInt", emitter);
      case CVTTPD2DQ -> halve(instruction, "truncateToInt", emitter);
      case CVTDQ2PS -> fourByFour(instruction, "intToSingle", emitter);
      case CVTPS2DQ -> fourByFour(instruction, "roundToInt", emitter);
      case CVTTPS2DQ -> fourByFour(instruction, "truncateToInt", emitter);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static Operand.Vector destination(Instruction instruction) {
    return (Operand.Vector) instruction.operand(0);
  }

  private static void pushCpu(Emitter emitter) {
    emitter.code.visitVarInsn(ALOAD, Slots.CPU);
  }

  private static void call(String name, String argument, String result, Emitter emitter) {
    emitter.call(CONVERT, name, CPU + argument + ")" + result);
  }

  private static void fromGeneral(Instruction instruction, Emitter emitter) {
    SseFloatLowering.begin(instruction, emitter);
    Operand source = instruction.operand(1);
    boolean wide = source.size() == 8;
    boolean single = instruction.mnemonic() == Mnemonic.CVTSI2SS;
    pushCpu(emitter);
    pushLow(source, emitter);
    if (!wide) {
      emitter.code.visitInsn(L2I);
    }
    call(
        (wide ? "long" : "int") + (single ? "ToSingle" : "ToDouble"),
        wide ? "J" : "I",
        single ? "I" : "J",
        emitter);
    if (single) {
      emitter.code.visitInsn(I2L);
      popLowDoubleword(destination(instruction), emitter);
    } else {
      emitter.vectors.pop(destination(instruction).index(), 0);
    }
  }

  private static void toGeneral(
      Instruction instruction, String how, boolean single, Emitter emitter) {
    SseFloatLowering.begin(instruction, emitter);
    Operand.Gpr destination = (Operand.Gpr) instruction.operand(0);
    boolean wide = destination.size() == 8;
    pushCpu(emitter);
    pushLow(instruction.operand(1), emitter);
    if (single) {
      emitter.code.visitInsn(L2I);
    }
    call(how + (wide ? "ToLong" : "ToInt"), single ? "I" : "J", wide ? "J" : "I", emitter);
    emitter.registers.pop(destination);
  }

  private static void scalar(Instruction instruction, Emitter emitter) {
    SseFloatLowering.begin(instruction, emitter);
    boolean widens = instruction.mnemonic() == Mnemonic.CVTSS2SD;
    pushCpu(emitter);
    pushLow(instruction.operand(1), emitter);
    if (widens) {
      emitter.code.visitInsn(L2I);
      call("singleToDouble", "I", "J", emitter);
      emitter.vectors.pop(destination(instruction).index(), 0);
    } else {
      call("doubleToSingle", "J", "I", emitter);
      emitter.code.visitInsn(I2L);
      popLowDoubleword(destination(instruction), emitter);
    }
  }

  /** Two doublewords to two quadwords. */
  private static void toDoubles(Instruction instruction, String name, Emitter emitter) {
    SseFloatLowering.begin(instruction, emitter);
    for (int i = 0; i < 2; i++) {
      pushCpu(emitter);
      pushDoubleword(instruction.operand(1), i, emitter);
      call(name, "I", "J", emitter);
    }
    popBoth(destination(instruction), emitter);
  }

  /** Two quadwords to two doublewords; zeros above. */
  private static void halve(Instruction instruction, String name, Emitter emitter) {
    SseFloatLowering.begin(instruction, emitter);
    pushCpu(emitter);
    pushLow(instruction.operand(1), emitter);
    call(name, "J", "I", emitter);
    emitter.intToUnsignedLong();
    pushCpu(emitter);
    pushHigh(instruction.operand(1), emitter);
    call(name, "J", "I", emitter);
    joinHigh(emitter);
    emitter.push(0L);
    popBoth(destination(instruction), emitter);
  }

  private static void fourByFour(Instruction instruction, String name, Emitter emitter) {
    SseFloatLowering.begin(instruction, emitter);
    for (int i = 0; i < 4; i++) {
      pushCpu(emitter);
      pushDoubleword(instruction.operand(1), i, emitter);
      call(name, "I", "I", emitter);
      if ((i & 1) == 0) {
        emitter.intToUnsignedLong();
      } else {
        joinHigh(emitter);
      }
    }
    popBoth(destination(instruction), emitter);
  }
}
