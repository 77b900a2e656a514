package org.kvas.translator.translate;

import static org.kvas.translator.translate.PackedLowering.SHUFFLE;
import static org.kvas.translator.translate.VectorOperands.pushHigh;
import static org.kvas.translator.translate.VectorOperands.pushLow;
import static org.kvas.translator.translate.VectorOperands.pushQuadword;
import static org.objectweb.asm.Opcodes.LUSHR;

import java.util.Locale;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.sse.PackedShift;
import org.objectweb.asm.Type;

/**
 * Packed instructions that move data between quadwords: each pushes its result, two quadwords for
 * vectors, one for MMX registers.
 */
final class ShuffleLowering {
  private static final String SHIFT = Type.getInternalName(PackedShift.class);
  private static final String UNARY = "(J)J";
  private static final String BINARY = "(JJ)J";
  private static final String WITH_IMMEDIATE = "(JI)J";
  private static final String BINARY_WITH_IMMEDIATE = "(JJI)J";

  void lower(Instruction instruction, Emitter emitter) {
    switch (instruction.mnemonic()) {
      case PUNPCKLBW, PUNPCKLWD, PUNPCKLDQ, UNPCKLPS, PUNPCKHBW, PUNPCKHWD, PUNPCKHDQ, UNPCKHPS ->
          interleave(instruction, emitter);
      case PUNPCKLQDQ, UNPCKLPD -> {
        pushLow(instruction.operand(0), emitter);
        pushLow(instruction.operand(1), emitter);
      }
      case PUNPCKHQDQ, UNPCKHPD -> {
        pushHigh(instruction.operand(0), emitter);
        pushHigh(instruction.operand(1), emitter);
      }
      case PMOVZXBW,
          PMOVZXBD,
          PMOVZXBQ,
          PMOVZXWD,
          PMOVZXWQ,
          PMOVZXDQ,
          PMOVSXBW,
          PMOVSXBD,
          PMOVSXBQ,
          PMOVSXWD,
          PMOVSXWQ,
          PMOVSXDQ ->
          widen(instruction, emitter);
      case PSHUFB -> shuffleBytes(instruction, emitter);
      case PSHUFW, PSHUFLW, PSHUFHW -> shuffleWords(instruction, emitter);
      case PSHUFD ->
          shuffleDoublewords(
              instruction.operand(1), instruction.operand(1), immediate(instruction), emitter);
      case SHUFPS ->
          shuffleDoublewords(
              instruction.operand(0), instruction.operand(1), immediate(instruction), emitter);
      case SHUFPD -> {
        pushQuadword(instruction.operand(0), immediate(instruction) & 1, emitter);
        pushQuadword(instruction.operand(1), immediate(instruction) >>> 1 & 1, emitter);
      }
      case PSLLDQ, PSRLDQ -> shiftBytes(instruction, emitter);
      case PALIGNR -> align(instruction, emitter);
      case PBLENDW -> blend(instruction, "blendWords", 4, emitter);
      case BLENDPS -> blend(instruction, "blendDwords", 2, emitter);
      case BLENDPD -> {
        pushQuadword(instruction.operand(immediate(instruction) & 1), 0, emitter);
        pushQuadword(instruction.operand(immediate(instruction) >>> 1 & 1), 1, emitter);
      }
      case PBLENDVB, BLENDVPS, BLENDVPD -> variableBlend(instruction, emitter);
      default -> throw new IllegalArgumentException(instruction.toString());
    }
  }

  private static int immediate(Instruction instruction) {
    return VectorOperands.immediate(instruction);
  }

  private static void interleave(Instruction instruction, Emitter emitter) {
    boolean ofHigh =
        switch (instruction.mnemonic()) {
          case PUNPCKHBW, PUNPCKHWD, PUNPCKHDQ, UNPCKHPS -> true;
          default -> false;
        };
    String elements =
        switch (instruction.mnemonic()) {
          case PUNPCKLBW, PUNPCKHBW -> "Bytes";
          case PUNPCKLWD, PUNPCKHWD -> "Words";
          default -> "Dwords";
        };
    if (instruction.operand(0) instanceof Operand.Mmx) {
      pushLow(instruction.operand(0), emitter);
      pushLow(instruction.operand(1), emitter);
      emitter.call(SHUFFLE, (ofHigh ? "interleaveHigh" : "interleaveLow") + elements, BINARY);
      return;
    }
    for (String half : new String[] {"interleaveLow", "interleaveHigh"}) {
      pushQuadword(instruction.operand(0), ofHigh ? 1 : 0, emitter);
      pushQuadword(instruction.operand(1), ofHigh ? 1 : 0, emitter);
      emitter.call(SHUFFLE, half + elements, BINARY);
    }
  }

  /** The lanes take their elements from the source one after the other. */
  private static void widen(Instruction instruction, Emitter emitter) {
    int bits =
        switch (instruction.mnemonic()) {
          case PMOVZXBQ, PMOVSXBQ -> 8;
          case PMOVZXBD, PMOVZXWQ, PMOVSXBD, PMOVSXWQ -> 16;
          default -> 32;
        };
    String name =
        switch (instruction.mnemonic()) {
          case PMOVZXBW -> "spreadBytes";
          case PMOVZXWD -> "spreadWords";
          default -> instruction.mnemonic().name().toLowerCase(Locale.ROOT);
        };
    for (int i = 0; i < 2; i++) {
      int position = bits * (2 * emitter.vectors.lane() + i);
      VectorOperands.inLowLane(
          emitter, () -> pushQuadword(instruction.operand(1), position >>> 6, emitter));
      if ((position & 63) != 0) {
        emitter.push(position & 63);
        emitter.code.visitInsn(LUSHR);
      }
      emitter.call(SHUFFLE, name, UNARY);
    }
  }

  private static void shuffleBytes(Instruction instruction, Emitter emitter) {
    Operand a = instruction.operand(0);
    Operand order = instruction.operand(1);
    if (a instanceof Operand.Mmx) {
      pushLow(a, emitter);
      pushLow(order, emitter);
      emitter.call(SHUFFLE, "pshufb", BINARY);
      return;
    }
    for (int i = 0; i < 2; i++) {
      pushLow(a, emitter);
      pushHigh(a, emitter);
      pushQuadword(order, i, emitter);
      emitter.call(SHUFFLE, "pshufb", "(JJJ)J");
    }
  }

  private static void shuffleWords(Instruction instruction, Emitter emitter) {
    Operand source = instruction.operand(1);
    int order = immediate(instruction);
    switch (instruction.mnemonic()) {
      case PSHUFHW -> {
        pushLow(source, emitter);
        pushHigh(source, emitter);
        callShuffleWords(order, emitter);
      }
      case PSHUFLW -> {
        pushLow(source, emitter);
        callShuffleWords(order, emitter);
        pushHigh(source, emitter);
      }
      default -> {
        pushLow(source, emitter);
        callShuffleWords(order, emitter);
      }
    }
  }

  private static void callShuffleWords(int order, Emitter emitter) {
    emitter.push(order);
    emitter.call(SHUFFLE, "shuffleWords", WITH_IMMEDIATE);
  }

  /** The low half from the doublewords of one operand, the high half from those of another. */
  private static void shuffleDoublewords(
      Operand first, Operand second, int order, Emitter emitter) {
    pushLow(first, emitter);
    pushHigh(first, emitter);
    emitter.push(order);
    emitter.call(SHUFFLE, "shuffleDwords", BINARY_WITH_IMMEDIATE);
    pushLow(second, emitter);
    pushHigh(second, emitter);
    emitter.push(order >>> 4);
    emitter.call(SHUFFLE, "shuffleDwords", BINARY_WITH_IMMEDIATE);
  }

  private static void shiftBytes(Instruction instruction, Emitter emitter) {
    Operand a = instruction.operand(0);
    int bytes = immediate(instruction);
    switch (instruction.mnemonic()) {
      case PSLLDQ -> {
        pushLow(a, emitter);
        emitter.push(bytes);
        emitter.call(SHIFT, "shiftLeftLow", WITH_IMMEDIATE);
        pushLow(a, emitter);
        pushHigh(a, emitter);
        emitter.push(bytes);
        emitter.call(SHIFT, "shiftLeftHigh", BINARY_WITH_IMMEDIATE);
      }
      default -> {
        pushLow(a, emitter);
        pushHigh(a, emitter);
        emitter.push(bytes);
        emitter.call(SHIFT, "shiftRightLow", BINARY_WITH_IMMEDIATE);
        pushHigh(a, emitter);
        emitter.push(bytes);
        emitter.call(SHIFT, "shiftRightHigh", WITH_IMMEDIATE);
      }
    }
  }

  /** Sixteen (for MMX eight) bytes of destination:source, from a byte on. */
  private static void align(Instruction instruction, Emitter emitter) {
    Operand a = instruction.operand(0);
    Operand source = instruction.operand(1);
    int from = immediate(instruction);
    if (a instanceof Operand.Mmx) {
      pushLow(source, emitter);
      pushLow(a, emitter);
      emitter.push(0L);
      callAlign(from, emitter);
      return;
    }
    for (int i = 0; i < 2; i++) {
      int first = (from < 8 ? 0 : 1) + i;
      for (int quadword = first; quadword < first + 3; quadword++) {
        switch (quadword) {
          case 0, 1 -> pushQuadword(source, quadword, emitter);
          case 2, 3 -> pushQuadword(a, quadword - 2, emitter);
          default -> emitter.push(0L);
        }
      }
      callAlign(from < 8 ? from : from - 8, emitter);
    }
  }

  private static void callAlign(int from, Emitter emitter) {
    emitter.push(from);
    emitter.call(SHIFT, "align", "(JJJI)J");
  }

  /**
   * @param perQuadword bits of the immediate for one quadword
   */
  private static void blend(
      Instruction instruction, String name, int perQuadword, Emitter emitter) {
    for (int i = 0; i < 2; i++) {
      pushQuadword(instruction.operand(0), i, emitter);
      pushQuadword(instruction.operand(1), i, emitter);
      emitter.push(immediate(instruction) >>> perQuadword * i);
      emitter.call(SHUFFLE, name, BINARY_WITH_IMMEDIATE);
    }
  }

  /** The mask is XMM0. */
  private static void variableBlend(Instruction instruction, Emitter emitter) {
    for (int i = 0; i < 2; i++) {
      pushQuadword(instruction.operand(0), i, emitter);
      pushQuadword(instruction.operand(1), i, emitter);
      emitter.vectors.push(0, i);
      emitter.call(SHUFFLE, instruction.mnemonic().name().toLowerCase(Locale.ROOT), "(JJJ)J");
    }
  }
}
