package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.BitFields;
import org.kvas.translator.x86.semantics.Flags;
import org.objectweb.asm.Type;

/** BMI1 and BMI2 on general registers, but for MULX; TZCNT and LZCNT. */
final class BitManipulationLowering {
  private static final String BIT_FIELDS = Type.getInternalName(BitFields.class);
  private static final String LONG = "java/lang/Long";

  private BitManipulationLowering() {}

  static boolean lower(Instruction instruction, Emitter emitter) {
    if (instruction.has(Instruction.PREFIX_VEX) && !emitter.mayHaveVex()) {
      return false;
    }
    return switch (instruction.mnemonic()) {
      case TZCNT, LZCNT -> count(instruction, emitter);
      case RORX, SARX, SHLX, SHRX -> shift(instruction, emitter);
      case ANDN, BEXTR, BLSI, BLSMSK, BLSR, BZHI, PDEP, PEXT -> field(instruction, emitter);
      default -> false;
    };
  }

  /** Pushes an operand zero-extended to a long. */
  static void pushUnsigned(Operand operand, Emitter emitter) {
    Operands.pushUnsigned(operand, emitter);
    switch (operand.size()) {
      case 8 -> {}
      case 4 -> emitter.intToUnsignedLong();
      default -> emitter.code.visitInsn(I2L);
    }
  }

  /** Zero-extended, into LONG_A and, where there are three operands, LONG_B. */
  private static void loadSources(Instruction instruction, Emitter emitter) {
    int count = instruction.operands().size();
    for (int i = 1; i < count; i++) {
      Operands.open(instruction.operand(i), false, emitter);
    }
    pushUnsigned(instruction.operand(1), emitter);
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_A);
    if (count == 3) {
      pushUnsigned(instruction.operand(2), emitter);
      emitter.code.visitVarInsn(LSTORE, Slots.LONG_B);
    }
  }

  private static boolean field(Instruction instruction, Emitter emitter) {
    loadSources(instruction, emitter);
    pushField(instruction, emitter);
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_C);
    Operands.storeLong(instruction.operand(0), Slots.LONG_C, emitter);
    if (instruction.mnemonic().flagsWritten() != 0 && emitter.flagsNeeded()) {
      flags(instruction, emitter);
    }
    return true;
  }

  private static void pushField(Instruction instruction, Emitter emitter) {
    int bits = 8 * instruction.operandSize();
    var code = emitter.code;
    switch (instruction.mnemonic()) {
      case ANDN -> {
        code.visitVarInsn(LLOAD, Slots.LONG_A);
        emitter.push(-1L);
        code.visitInsn(LXOR);
        code.visitVarInsn(LLOAD, Slots.LONG_B);
        code.visitInsn(LAND);
      }
      case BLSI -> {
        code.visitVarInsn(LLOAD, Slots.LONG_A);
        code.visitVarInsn(LLOAD, Slots.LONG_A);
        code.visitInsn(LNEG);
        code.visitInsn(LAND);
      }
      case BLSR -> withoutOne(LAND, emitter);
      case BLSMSK -> withoutOne(LXOR, emitter);
      case PDEP -> callWithBoth(LONG, "expand", emitter);
      case PEXT -> callWithBoth(LONG, "compress", emitter);
      case BEXTR -> callWithBits(bits, "extract", emitter);
      default -> callWithBits(bits, "zeroHigh", emitter);
    }
  }

  /** LONG_A and LONG_A - 1 combined. */
  private static void withoutOne(int operation, Emitter emitter) {
    emitter.code.visitVarInsn(LLOAD, Slots.LONG_A);
    emitter.code.visitVarInsn(LLOAD, Slots.LONG_A);
    emitter.push(1L);
    emitter.code.visitInsn(LSUB);
    emitter.code.visitInsn(operation);
  }

  private static void callWithBoth(String owner, String name, Emitter emitter) {
    emitter.code.visitVarInsn(LLOAD, Slots.LONG_A);
    emitter.code.visitVarInsn(LLOAD, Slots.LONG_B);
    emitter.call(owner, name, "(JJ)J");
  }

  private static void callWithBits(int bits, String name, Emitter emitter) {
    emitter.push(bits);
    emitter.code.visitVarInsn(LLOAD, Slots.LONG_A);
    emitter.code.visitVarInsn(LLOAD, Slots.LONG_B);
    emitter.call(BIT_FIELDS, name, "(IJJ)J");
  }

  private static void flags(Instruction instruction, Emitter emitter) {
    int bits = 8 * instruction.operandSize();
    var code = emitter.code;
    emitter.push(bits);
    code.visitVarInsn(LLOAD, Slots.LONG_C);
    switch (instruction.mnemonic()) {
      case BZHI -> {
        emitter.push(bits);
        code.visitVarInsn(LLOAD, Slots.LONG_B);
        emitter.call(BIT_FIELDS, "isBeyond", "(IJ)Z");
      }
      case BLSI, BLSR, BLSMSK -> {
        code.visitVarInsn(LLOAD, Slots.LONG_A);
        emitter.call(BIT_FIELDS, instruction.mnemonic() == Mnemonic.BLSI ? "any" : "none", "(J)Z");
      }
      default -> emitter.push(0);
    }
    emitter.call(BIT_FIELDS, "flags", "(IJZ)I");
    if (instruction.mnemonic() == Mnemonic.BEXTR) {
      emitter.push(~Flags.SF);
      code.visitInsn(IAND);
    }
    emitter.flags.popStatus();
  }

  private static boolean count(Instruction instruction, Emitter emitter) {
    var code = emitter.code;
    int bits = 8 * instruction.operandSize();
    loadSources(instruction, emitter);
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    if (instruction.mnemonic() == Mnemonic.TZCNT) {
      if (bits != 64) {
        emitter.push(1L << bits);
        code.visitInsn(LOR);
      }
      emitter.call(LONG, "numberOfTrailingZeros", "(J)I");
    } else {
      emitter.call(LONG, "numberOfLeadingZeros", "(J)I");
      if (bits != 64) {
        emitter.push(64 - bits);
        code.visitInsn(ISUB);
      }
    }
    code.visitInsn(I2L);
    code.visitVarInsn(LSTORE, Slots.LONG_B);
    Operands.storeLong(instruction.operand(0), Slots.LONG_B, emitter);
    if (emitter.flagsNeeded()) {
      code.visitVarInsn(LLOAD, Slots.LONG_A);
      code.visitVarInsn(LLOAD, Slots.LONG_B);
      emitter.call(BIT_FIELDS, "countFlags", "(JJ)I");
      emitter.flags.popStatus();
    }
    return true;
  }

  private static boolean shift(Instruction instruction, Emitter emitter) {
    var code = emitter.code;
    Operand source = instruction.operand(1);
    boolean wide = instruction.operandSize() == 8;
    Operands.open(source, false, emitter);
    Operands.pushSigned(source, source.size(), emitter);
    if (instruction.operand(2) instanceof Operand.Immediate immediate) {
      emitter.push((int) immediate.value());
    } else {
      emitter.registers.push64(((Operand.Gpr) instruction.operand(2)).index());
      code.visitInsn(L2I);
    }
    switch (instruction.mnemonic()) {
      case SHLX -> code.visitInsn(wide ? LSHL : ISHL);
      case SHRX -> code.visitInsn(wide ? LUSHR : IUSHR);
      case SARX -> code.visitInsn(wide ? LSHR : ISHR);
      default ->
          emitter.call(wide ? LONG : "java/lang/Integer", "rotateRight", wide ? "(JI)J" : "(II)I");
    }
    emitter.registers.pop((Operand.Gpr) instruction.operand(0));
    return true;
  }
}
