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
      case CVTSS2SI, CVTTSS2SI, CVTSD2SI, CVTTSD2SI -> toGeneral(instruction, emitter);
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
    pushFromGeneral(instruction, emitter);
    if (instruction.mnemonic() == Mnemonic.CVTSI2SS) {
      emitter.code.visitInsn(I2L);
      popLowDoubleword(destination(instruction), emitter);
    } else {
      emitter.vectors.pop(destination(instruction).index(), 0);
    }
  }

  /** CVTSI2SS pushes an int, CVTSI2SD a long. */
  static void pushFromGeneral(Instruction instruction, Emitter emitter) {
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
  }

  /** CVTSS2SI and its like, with VEX too. */
  static boolean toGeneral(Instruction instruction, Emitter emitter) {
    switch (instruction.mnemonic()) {
      case CVTSS2SI -> toGeneral(instruction, "round", true, emitter);
      case CVTTSS2SI -> toGeneral(instruction, "truncate", true, emitter);
      case CVTSD2SI -> toGeneral(instruction, "round", false, emitter);
      default -> toGeneral(instruction, "truncate", false, emitter);
    }
    return true;
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
    pushScalar(instruction, emitter);
    if (instruction.mnemonic() == Mnemonic.CVTSS2SD) {
      emitter.vectors.pop(destination(instruction).index(), 0);
    } else {
      emitter.code.visitInsn(I2L);
      popLowDoubleword(destination(instruction), emitter);
    }
  }

  /** CVTSS2SD pushes a long, CVTSD2SS an int. */
  static void pushScalar(Instruction instruction, Emitter emitter) {
    pushCpu(emitter);
    pushLow(instruction.operand(1), emitter);
    if (instruction.mnemonic() == Mnemonic.CVTSS2SD) {
      emitter.code.visitInsn(L2I);
      call("singleToDouble", "I", "J", emitter);
    } else {
      call("doubleToSingle", "J", "I", emitter);
    }
  }

  /** Two doublewords to two quadwords. */
  private static void toDoubles(Instruction instruction, String name, Emitter emitter) {
    SseFloatLowering.begin(instruction, emitter);
    pushDoubles(instruction, 2, name, emitter);
    popBoth(destination(instruction), emitter);
  }

  private static void pushDoubles(
      Instruction instruction, int elements, String name, Emitter emitter) {
    for (int i = 0; i < elements; i++) {
      pushCpu(emitter);
      pushDoubleword(instruction.operand(1), i, emitter);
      call(name, "I", "J", emitter);
    }
  }

  /** Two quadwords to two doublewords; zeros above. */
  private static void halve(Instruction instruction, String name, Emitter emitter) {
    SseFloatLowering.begin(instruction, emitter);
    pushHalved(instruction, name, emitter);
    emitter.push(0L);
    popBoth(destination(instruction), emitter);
  }

  private static void pushHalved(Instruction instruction, String name, Emitter emitter) {
    pushCpu(emitter);
    pushLow(instruction.operand(1), emitter);
    call(name, "J", "I", emitter);
    emitter.intToUnsignedLong();
    pushCpu(emitter);
    pushHigh(instruction.operand(1), emitter);
    call(name, "J", "I", emitter);
    joinHigh(emitter);
  }

  private static void fourByFour(Instruction instruction, String name, Emitter emitter) {
    SseFloatLowering.begin(instruction, emitter);
    pushFour(instruction, name, emitter);
    popBoth(destination(instruction), emitter);
  }

  private static void pushFour(Instruction instruction, String name, Emitter emitter) {
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
  }

  /**
   * Pushes what a VEX-encoded packed conversion gives: four quadwords of a YMM source or
   * destination, but two where it narrows.
   */
  static void pushPacked(Instruction instruction, boolean wide, Emitter emitter) {
    int lanes = wide ? 2 : 1;
    switch (instruction.mnemonic()) {
      case CVTPS2PD -> pushDoubles(instruction, 2 * lanes, "singleToDouble", emitter);
      case CVTDQ2PD -> pushDoubles(instruction, 2 * lanes, "intToDouble", emitter);
      case CVTPD2PS -> pushNarrowed(instruction, lanes, "doubleToSingle", emitter);
      case CVTPD2DQ -> pushNarrowed(instruction, lanes, "roundToInt", emitter);
      case CVTTPD2DQ -> pushNarrowed(instruction, lanes, "truncateToInt", emitter);
      case CVTDQ2PS ->
          eachLane(lanes, emitter, () -> pushFour(instruction, "intToSingle", emitter));
      case CVTPS2DQ -> eachLane(lanes, emitter, () -> pushFour(instruction, "roundToInt", emitter));
      case CVTTPS2DQ ->
          eachLane(lanes, emitter, () -> pushFour(instruction, "truncateToInt", emitter));
      default -> throw new IllegalArgumentException(instruction.toString());
    }
  }

  private static void pushNarrowed(
      Instruction instruction, int lanes, String name, Emitter emitter) {
    eachLane(lanes, emitter, () -> pushHalved(instruction, name, emitter));
    if (lanes == 1) {
      emitter.push(0L);
    }
  }

  private static void eachLane(int lanes, Emitter emitter, Runnable push) {
    for (int lane = 0; lane < lanes; lane++) {
      emitter.vectors.setLane(lane);
      push.run();
    }
    emitter.vectors.setLane(0);
  }
}
