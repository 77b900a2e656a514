package org.kvas.translator.translate;

import static org.kvas.translator.translate.VectorOperands.openVex;
import static org.kvas.translator.translate.VectorOperands.popVex;
import static org.kvas.translator.translate.VectorOperands.pushHigh;
import static org.kvas.translator.translate.VectorOperands.pushLow;
import static org.kvas.translator.translate.VectorOperands.pushQuadword;
import static org.objectweb.asm.Opcodes.*;

import java.util.Locale;
import org.kvas.translator.translate.MemoryAccess.Opened;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.decode.VexOperands;
import org.kvas.translator.x86.semantics.sse.PackedPermute;
import org.kvas.translator.x86.semantics.sse.VariableShift;
import org.objectweb.asm.Type;

/**
 * Broadcasts, permutations, blends, variable shifts and tests that AVX and AVX2 added, and
 * VZEROUPPER.
 */
final class AvxPermuteLowering {
  private static final String PERMUTE = Type.getInternalName(PackedPermute.class);
  private static final String SHIFT = Type.getInternalName(VariableShift.class);
  private static final long SINGLE_SIGNS = 0x8000_0000_8000_0000L;

  boolean lower(Instruction instruction, Emitter emitter) {
    switch (instruction.mnemonic()) {
      case VZEROUPPER -> emitter.vectors.clearUppers(emitter.isLong() ? 16 : 8);
      case VTESTPS, VTESTPD -> test(instruction, emitter);
      case VEXTRACTF128, VEXTRACTI128 -> extract(instruction, emitter);
      case VPBROADCASTB, VPBROADCASTW, VPBROADCASTD, VPBROADCASTQ, VBROADCASTSS, VBROADCASTSD ->
          broadcast(instruction, emitter);
      case VBROADCASTF128,
          VBROADCASTI128,
          VINSERTF128,
          VINSERTI128,
          VPERM2F128,
          VPERM2I128,
          VPERMQ,
          VPERMPD,
          VPERMD,
          VPERMPS -> {
        openVex(VexOperands.of(instruction).source(), false, false, emitter);
        pushPermuted(instruction, emitter);
        popVex(instruction.operand(0), true, emitter);
      }
      case VPERMILPS, VPERMILPD, VPBLENDD, VPSLLVD, VPSLLVQ, VPSRLVD, VPSRLVQ, VPSRAVD -> {
        VexOperands operands = VexOperands.of(instruction);
        openVex(operands.source(), false, false, emitter);
        AvxLowering.lanes(instruction, operands, emitter, (sse, to) -> pushLane(sse, operands, to));
      }
      default -> {
        return false; // VZEROALL, masked moves, gathers, half precision
      }
    }
    return true;
  }

  /** Pushes quadword 0 to 3 of an operand. */
  private static void pushQuadwordOfFour(Operand operand, int i, Emitter emitter) {
    emitter.vectors.setLane(i >>> 1);
    pushQuadword(operand, i & 1, emitter);
    emitter.vectors.setLane(0);
  }

  private static void broadcast(Instruction instruction, Emitter emitter) {
    Operand source = instruction.operand(1);
    boolean wide = VexOperands.isWide(instruction);
    openVex(source, false, false, emitter);
    pushLow(source, emitter);
    switch (instruction.mnemonic()) {
      case VPBROADCASTB -> emitter.call(PERMUTE, "broadcastByte", "(J)J");
      case VPBROADCASTW -> emitter.call(PERMUTE, "broadcastWord", "(J)J");
      case VPBROADCASTD, VBROADCASTSS -> emitter.call(PERMUTE, "broadcastDword", "(J)J");
      default -> {}
    }
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_A);
    for (int i = 0; i < (wide ? 4 : 2); i++) {
      emitter.code.visitVarInsn(LLOAD, Slots.LONG_A);
    }
    popVex(instruction.operand(0), wide, emitter);
  }

  private static void extract(Instruction instruction, Emitter emitter) {
    Operand destination = instruction.operand(0);
    Operand source = instruction.operand(1);
    int first = 2 * (VectorOperands.immediate(instruction) & 1);
    openVex(destination, true, false, emitter);
    if (destination instanceof Operand.Vector) {
      pushQuadwordOfFour(source, first, emitter);
      pushQuadwordOfFour(source, first + 1, emitter);
      popVex(destination, false, emitter);
      return;
    }
    for (int i = 0; i < 2; i++) {
      emitter.memory.pushHost(Opened.FIRST, 8 * i);
      pushQuadwordOfFour(source, first + i, emitter);
      emitter.memory.put(8);
    }
  }

  /** Pushes four quadwords. */
  private static void pushPermuted(Instruction instruction, Emitter emitter) {
    VexOperands operands = VexOperands.of(instruction);
    Operand source = operands.source();
    int control = VectorOperands.immediate(instruction);
    for (int i = 0; i < 4; i++) {
      switch (instruction.mnemonic()) {
        case VBROADCASTF128, VBROADCASTI128 -> pushQuadword(source, i & 1, emitter);
        case VINSERTF128, VINSERTI128 -> {
          if (i >>> 1 == (control & 1)) {
            pushQuadword(source, i & 1, emitter);
          } else {
            pushQuadwordOfFour(operands.first(), i, emitter);
          }
        }
        case VPERM2F128, VPERM2I128 ->
            pushLaneOfTwo(operands, control >>> 4 * (i >>> 1), i & 1, emitter);
        case VPERMQ, VPERMPD -> pushQuadwordOfFour(source, control >>> 2 * i & 3, emitter);
        default -> { // VPERMD, VPERMPS: the first source is the order
          for (int j = 0; j < 4; j++) {
            pushQuadwordOfFour(source, j, emitter);
          }
          pushQuadwordOfFour(operands.first(), i, emitter);
          emitter.call(PERMUTE, "vpermd", "(JJJJJ)J");
        }
      }
    }
  }

  /** Bit 3 of the choice gives zero, bit 1 the source, bit 0 the high lane. */
  private static void pushLaneOfTwo(
      VexOperands operands, int choice, int quadword, Emitter emitter) {
    if ((choice & 8) != 0) {
      emitter.push(0L);
    } else {
      Operand from = (choice & 2) != 0 ? operands.source() : operands.first();
      pushQuadwordOfFour(from, 2 * (choice & 1) + quadword, emitter);
    }
  }

  /** Pushes two quadwords for the lane in force. */
  private static void pushLane(Instruction sse, VexOperands operands, Emitter emitter) {
    Operand source = operands.source();
    boolean byImmediate = sse.operands().getLast() instanceof Operand.Immediate;
    int control = VectorOperands.immediate(sse);
    for (int i = 0; i < 2; i++) {
      switch (sse.mnemonic()) {
        case VPERMILPS, VPERMILPD -> {
          if (byImmediate) {
            pushByImmediate(sse, source, control, i, emitter);
          } else {
            pushLow(operands.first(), emitter);
            pushHigh(operands.first(), emitter);
            pushQuadword(source, i, emitter);
            emitter.call(PERMUTE, name(sse), "(JJJ)J");
          }
        }
        case VPBLENDD -> {
          pushQuadword(operands.first(), i, emitter);
          pushQuadword(source, i, emitter);
          emitter.push(control >>> 2 * (2 * emitter.vectors.lane() + i) & 3);
          emitter.call(PERMUTE, "vpblendd", "(JJI)J");
        }
        default -> {
          pushQuadword(operands.first(), i, emitter);
          pushQuadword(source, i, emitter);
          emitter.call(SHIFT, name(sse), "(JJ)J");
        }
      }
    }
  }

  private static void pushByImmediate(
      Instruction sse, Operand source, int control, int i, Emitter emitter) {
    if (sse.mnemonic() == Mnemonic.VPERMILPD) {
      pushQuadword(source, control >>> i & 1, emitter);
      return;
    }
    pushLow(source, emitter);
    pushHigh(source, emitter);
    emitter.push(control >>> 4 * i);
    emitter.call(PackedLowering.SHUFFLE, "shuffleDwords", "(JJI)J");
  }

  private static String name(Instruction instruction) {
    return instruction.mnemonic().name().toLowerCase(Locale.ROOT);
  }

  /** VPTEST, VTESTPS, VTESTPD. */
  boolean test(Instruction instruction, Emitter emitter) {
    openVex(instruction.operand(1), false, false, emitter);
    long looked =
        switch (instruction.mnemonic()) {
          case VTESTPS -> SINGLE_SIGNS;
          case VTESTPD -> Long.MIN_VALUE;
          default -> -1;
        };
    pushTested(instruction, false, looked, emitter);
    pushTested(instruction, true, looked, emitter);
    emitter.call(PERMUTE, "testFlags", "(JJ)I");
    emitter.flags.popStatus();
    return true;
  }

  /** Pushes what the source has in common with the destination, or with its complement. */
  private static void pushTested(
      Instruction instruction, boolean complement, long looked, Emitter emitter) {
    int quadwords = VexOperands.isWide(instruction) ? 4 : 2;
    for (int i = 0; i < quadwords; i++) {
      pushQuadwordOfFour(instruction.operand(0), i, emitter);
      if (complement) {
        emitter.push(-1L);
        emitter.code.visitInsn(LXOR);
      }
      pushQuadwordOfFour(instruction.operand(1), i, emitter);
      emitter.code.visitInsn(LAND);
      if (i > 0) {
        emitter.code.visitInsn(LOR);
      }
    }
    if (looked != -1) {
      emitter.push(looked);
      emitter.code.visitInsn(LAND);
    }
  }
}
