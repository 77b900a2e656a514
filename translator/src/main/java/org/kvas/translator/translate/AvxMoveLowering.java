package org.kvas.translator.translate;

import static org.kvas.translator.translate.VectorOperands.openVex;
import static org.kvas.translator.translate.VectorOperands.pushHigh;
import static org.kvas.translator.translate.VectorOperands.pushLow;
import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.translate.MemoryAccess.Opened;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.decode.VexOperands;

/**
 * VEX forms of moves. Masked stores and VINSERTPS are left to the interpreter. SDM Vol. 1, 14.1.3.
 */
final class AvxMoveLowering {
  boolean lower(Instruction instruction, Emitter emitter) {
    switch (instruction.mnemonic()) {
      case MASKMOVDQU, INSERTPS -> {
        return false;
      }
      default -> {}
    }
    switch (instruction.operand(0)) {
      case Operand.Memory memory -> {
        openVex(memory, true, isAligned(instruction), emitter);
        toMemory(instruction, memory, emitter);
      }
      case Operand.Gpr register -> {
        pushPart(instruction, emitter);
        emitter.registers.pop64(register.index());
      }
      default -> {
        VexOperands operands = VexOperands.of(instruction);
        openVex(operands.source(), false, isAligned(instruction), emitter);
        AvxLowering.lanes(
            instruction,
            operands,
            emitter,
            (sse, to) -> pushLane(sse, operands.first(), operands.source(), to));
      }
    }
    return true;
  }

  /** All others may be misaligned. */
  private static boolean isAligned(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case MOVAPS, MOVAPD, MOVDQA, MOVNTPS, MOVNTPD, MOVNTDQ, MOVNTDQA -> true;
      default -> false;
    };
  }

  private static void toMemory(Instruction instruction, Operand.Memory memory, Emitter emitter) {
    SseMoveLowering.toMemory(instruction, memory.size() == 32 ? halfOf(memory) : memory, emitter);
    if (memory.size() == 32) {
      emitter.vectors.setLane(1);
      for (int i = 0; i < 2; i++) {
        emitter.memory.pushHost(Opened.FIRST, 16 + 8 * i);
        VectorOperands.pushQuadword(instruction.operand(1), i, emitter);
        emitter.memory.put(8);
      }
      emitter.vectors.setLane(0);
    }
  }

  private static Operand.Memory halfOf(Operand.Memory memory) {
    return new Operand.Memory(
        memory.segment(),
        memory.base(),
        memory.index(),
        memory.scale(),
        memory.displacement(),
        memory.addressSize(),
        16);
  }

  /** Masks of signs have as many bits from the high lane. */
  private static void pushPart(Instruction instruction, Emitter emitter) {
    SseMoveLowering.pushPart(instruction, emitter);
    if (VexOperands.isWide(instruction)) {
      emitter.vectors.setLane(1);
      SseMoveLowering.pushPart(instruction, emitter);
      emitter.vectors.setLane(0);
      emitter.push(
          switch (instruction.mnemonic()) {
            case MOVMSKPD -> 2;
            case MOVMSKPS -> 4;
            default -> 16; // VPMOVMSKB
          });
      emitter.code.visitInsn(LSHL);
      emitter.code.visitInsn(LOR);
    }
  }

  /** Pushes two quadwords for the lane in force. */
  private static void pushLane(
      Instruction instruction, Operand first, Operand source, Emitter emitter) {
    boolean fromMemory = source instanceof Operand.Memory;
    switch (instruction.mnemonic()) {
      case MOVD, MOVQ -> pushLowOnly(source, emitter);
      case MOVSS -> {
        if (fromMemory) {
          pushLowOnly(source, emitter);
        } else {
          pushLow(source, emitter);
          AvxFloatLowering.mergeLowDoubleword(first, emitter);
          pushHigh(first, emitter);
        }
      }
      case MOVSD_SSE -> {
        if (fromMemory) {
          pushLowOnly(source, emitter);
        } else {
          pushLow(source, emitter);
          pushHigh(first, emitter);
        }
      }
      case MOVLPS, MOVLPD -> {
        pushLow(source, emitter);
        pushHigh(first, emitter);
      }
      case MOVHPS, MOVHPD, MOVLHPS -> {
        pushLow(first, emitter);
        pushLow(source, emitter);
      }
      case MOVHLPS -> {
        pushHigh(source, emitter);
        pushHigh(first, emitter);
      }
      case MOVDDUP -> {
        pushLow(source, emitter);
        emitter.code.visitInsn(DUP2);
      }
      case MOVSLDUP -> {
        pushLow(source, emitter);
        SseMoveLowering.duplicateLow(emitter);
        pushHigh(source, emitter);
        SseMoveLowering.duplicateLow(emitter);
      }
      case MOVSHDUP -> {
        pushLow(source, emitter);
        SseMoveLowering.duplicateHigh(emitter);
        pushHigh(source, emitter);
        SseMoveLowering.duplicateHigh(emitter);
      }
      case PINSRB -> insert(instruction, first, source, 8, emitter);
      case PINSRW -> insert(instruction, first, source, 16, emitter);
      case PINSRD -> insert(instruction, first, source, 32, emitter);
      case PINSRQ -> insert(instruction, first, source, 64, emitter);
      default -> { // VMOVAPS, VMOVUPS, VMOVDQA, VMOVDQU, VLDDQU, VMOVNTDQA ...
        pushLow(source, emitter);
        pushHigh(source, emitter);
      }
    }
  }

  private static void pushLowOnly(Operand source, Emitter emitter) {
    pushLow(source, emitter);
    emitter.push(0L);
  }

  private static void insert(
      Instruction instruction, Operand first, Operand source, int bits, Emitter emitter) {
    int position = VectorOperands.immediate(instruction) * bits & 127;
    for (int i = 0; i < 2; i++) {
      VectorOperands.pushQuadword(first, i, emitter);
      if (position >>> 6 == i) {
        pushLow(source, emitter);
        SseMoveLowering.insert(bits, position & 63, emitter);
      }
    }
  }
}
