package org.kvas.translator.translate;

import static org.kvas.translator.translate.VectorOperands.immediate;
import static org.kvas.translator.translate.VectorOperands.maskToDoubleword;
import static org.kvas.translator.translate.VectorOperands.popBoth;
import static org.kvas.translator.translate.VectorOperands.popLowDoubleword;
import static org.kvas.translator.translate.VectorOperands.popMmx;
import static org.kvas.translator.translate.VectorOperands.pushHigh;
import static org.kvas.translator.translate.VectorOperands.pushLow;
import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.translate.MemoryAccess.Opened;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.sse.PackedShuffle;
import org.objectweb.asm.Type;

/**
 * Moves of and into vector and MMX registers. Masked stores and INSERTPS are left to the
 * interpreter. SDM Vol. 1, 10.4.1, 11.4.1.1, 12.10.5.
 */
final class SseMoveLowering implements Lowering {
  private static final String SHUFFLE = Type.getInternalName(PackedShuffle.class);
  private static final long BOTH_DOUBLEWORDS = 0x1_0000_0001L;

  @Override
  public boolean lower(Instruction instruction, Emitter emitter, ControlFlow flow) {
    if (!VectorOperands.isEnabled(instruction, emitter)) {
      return false;
    }
    switch (instruction.mnemonic()) {
      case MASKMOVQ, MASKMOVDQU, INSERTPS -> {
        return false;
      }
      default -> {}
    }
    Operand destination = instruction.operand(0);
    VectorOperands.open(instruction, destination instanceof Operand.Memory, emitter);
    switch (destination) {
      case Operand.Memory memory -> toMemory(instruction, memory, emitter);
      case Operand.Gpr register -> {
        pushPart(instruction, emitter);
        emitter.registers.pop64(register.index());
      }
      case Operand.Mmx register -> toMmx(instruction, register, emitter);
      case Operand.Vector register -> toVector(instruction, register, emitter);
      default -> throw new IllegalArgumentException(instruction.toString());
    }
    VectorOperands.finish(instruction, emitter);
    return true;
  }

  static void toMemory(Instruction instruction, Operand.Memory memory, Emitter emitter) {
    Operand source = instruction.operand(1);
    emitter.memory.pushHost(Opened.FIRST);
    if (memory.size() == 16) {
      pushLow(source, emitter);
      emitter.memory.put(8);
      emitter.memory.pushHost(Opened.FIRST, 8);
      pushHigh(source, emitter);
      emitter.memory.put(8);
      return;
    }
    pushPart(instruction, emitter);
    if (memory.size() != 8) {
      emitter.code.visitInsn(L2I);
    }
    emitter.memory.put(memory.size());
  }

  /** Pushes what is moved to memory or to a general register, zero-extended. */
  static void pushPart(Instruction instruction, Emitter emitter) {
    Operand source = instruction.operand(1);
    int i = immediate(instruction);
    switch (instruction.mnemonic()) {
      case MOVHPS, MOVHPD -> pushHigh(source, emitter);
      case MOVMSKPS -> pushSigns(source, emitter);
      case MOVMSKPD -> pushDoubleSigns(source, emitter);
      case PMOVMSKB -> pushByteSigns(source, emitter);
      case PEXTRB -> pushElement(source, 8, i, emitter);
      case PEXTRW -> pushElement(source, 16, source instanceof Operand.Mmx ? i & 3 : i, emitter);
      case MOVD -> pushElement(source, 32, 0, emitter);
      case PEXTRD, EXTRACTPS -> pushElement(source, 32, i, emitter);
      case PEXTRQ -> pushElement(source, 64, i, emitter);
      default -> pushLow(source, emitter); // MOVQ, MOVSS, MOVSD, MOVLPS, MOVLPD
    }
  }

  /**
   * Pushes element {@code i} of a 16-byte operand, zero-extended; higher bits of {@code i} are
   * ignored.
   */
  private static void pushElement(Operand source, int bits, int i, Emitter emitter) {
    int position = i * bits & 127;
    if (position < 64) {
      pushLow(source, emitter);
    } else {
      pushHigh(source, emitter);
    }
    if ((position & 63) != 0) {
      emitter.push(position & 63);
      emitter.code.visitInsn(LUSHR);
    }
    if (bits < 64) {
      emitter.push(-1L >>> 64 - bits);
      emitter.code.visitInsn(LAND);
    }
  }

  /** Four sign bits of singles. */
  private static void pushSigns(Operand source, Emitter emitter) {
    pushLow(source, emitter);
    pushHigh(source, emitter);
    emitter.call(SHUFFLE, "movmskps", "(JJ)J");
  }

  private static void pushDoubleSigns(Operand source, Emitter emitter) {
    pushLow(source, emitter);
    shift(LUSHR, 63, emitter);
    pushHigh(source, emitter);
    shift(LUSHR, 63, emitter);
    shift(LSHL, 1, emitter);
    emitter.code.visitInsn(LOR);
  }

  private static void shift(int opcode, int count, Emitter emitter) {
    emitter.push(count);
    emitter.code.visitInsn(opcode);
  }

  private static void pushByteSigns(Operand source, Emitter emitter) {
    pushLow(source, emitter);
    emitter.call(SHUFFLE, "pmovmskb", "(J)I");
    if (!(source instanceof Operand.Mmx)) {
      pushHigh(source, emitter);
      emitter.call(SHUFFLE, "pmovmskb", "(J)I");
      emitter.push(8);
      emitter.code.visitInsn(ISHL);
      emitter.code.visitInsn(IOR);
    }
    emitter.code.visitInsn(I2L);
  }

  private static void toMmx(Instruction instruction, Operand.Mmx register, Emitter emitter) {
    Operand source = instruction.operand(1);
    switch (instruction.mnemonic()) {
      case PINSRW -> {
        pushLow(register, emitter);
        pushLow(source, emitter);
        insert(16, (immediate(instruction) & 3) * 16, emitter);
      }
      default -> pushLow(source, emitter); // MOVD, MOVQ, MOVDQ2Q
    }
    popMmx(register, emitter);
  }

  private static void toVector(Instruction instruction, Operand.Vector register, Emitter emitter) {
    Operand source = instruction.operand(1);
    boolean fromMemory = source instanceof Operand.Memory;
    int d = register.index();
    switch (instruction.mnemonic()) {
      case MOVD, MOVQ, MOVQ2DQ -> setLow(register, source, emitter);
      case MOVSS -> {
        if (fromMemory) {
          setLow(register, source, emitter);
        } else {
          pushLow(source, emitter);
          popLowDoubleword(register, emitter);
        }
      }
      case MOVSD_SSE -> {
        if (fromMemory) {
          setLow(register, source, emitter);
        } else {
          moveQuadword(source, 0, d, 0, emitter);
        }
      }
      case MOVLPS, MOVLPD -> moveQuadword(source, 0, d, 0, emitter);
      case MOVHPS, MOVHPD, MOVLHPS -> moveQuadword(source, 0, d, 1, emitter);
      case MOVHLPS -> moveQuadword(source, 1, d, 0, emitter);
      case MOVDDUP -> {
        pushLow(source, emitter);
        emitter.code.visitInsn(DUP2);
        popBoth(register, emitter);
      }
      case MOVSLDUP -> {
        pushLow(source, emitter);
        duplicateLow(emitter);
        pushHigh(source, emitter);
        duplicateLow(emitter);
        popBoth(register, emitter);
      }
      case MOVSHDUP -> {
        pushLow(source, emitter);
        duplicateHigh(emitter);
        pushHigh(source, emitter);
        duplicateHigh(emitter);
        popBoth(register, emitter);
      }
      case PINSRB -> insertInto(register, source, 8, immediate(instruction), emitter);
      case PINSRW -> insertInto(register, source, 16, immediate(instruction), emitter);
      case PINSRD -> insertInto(register, source, 32, immediate(instruction), emitter);
      case PINSRQ -> insertInto(register, source, 64, immediate(instruction), emitter);
      default -> { // MOVAPS, MOVUPS, MOVDQA, MOVDQU, LDDQU, MOVNTDQA ...
        pushLow(source, emitter);
        pushHigh(source, emitter);
        popBoth(register, emitter);
      }
    }
  }

  private static void setLow(Operand.Vector register, Operand source, Emitter emitter) {
    pushLow(source, emitter);
    emitter.push(0L);
    popBoth(register, emitter);
  }

  private static void moveQuadword(
      Operand source, int from, int register, int to, Emitter emitter) {
    if (from == 0) {
      pushLow(source, emitter);
    } else {
      pushHigh(source, emitter);
    }
    emitter.vectors.pop(register, to);
  }

  static void duplicateLow(Emitter emitter) {
    maskToDoubleword(emitter);
    emitter.push(BOTH_DOUBLEWORDS);
    emitter.code.visitInsn(LMUL);
  }

  static void duplicateHigh(Emitter emitter) {
    shift(LUSHR, 32, emitter);
    emitter.push(BOTH_DOUBLEWORDS);
    emitter.code.visitInsn(LMUL);
  }

  private static void insertInto(
      Operand.Vector register, Operand source, int bits, int i, Emitter emitter) {
    int position = i * bits & 127;
    int quadword = position >>> 6;
    emitter.vectors.push(register.index(), quadword);
    pushLow(source, emitter);
    insert(bits, position & 63, emitter);
    emitter.vectors.pop(register.index(), quadword);
  }

  /** Puts the low bits of the long on the stack into the one below it. */
  static void insert(int bits, int position, Emitter emitter) {
    long mask = (bits == 64 ? -1L : (1L << bits) - 1) << position;
    var code = emitter.code;
    if (position != 0) {
      shift(LSHL, position, emitter);
    }
    emitter.push(mask);
    code.visitInsn(LAND);
    code.visitVarInsn(LSTORE, Slots.LONG_A);
    emitter.push(~mask);
    code.visitInsn(LAND);
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    code.visitInsn(LOR);
  }
}
