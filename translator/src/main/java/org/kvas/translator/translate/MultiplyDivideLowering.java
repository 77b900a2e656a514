package org.kvas.translator.translate;

import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RDX;
import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.MultiplyDivide;
import org.objectweb.asm.Type;

/**
 * MUL, MULX, IMUL with one, two and three operands, DIV and IDIV; not the byte forms, which use AH.
 */
final class MultiplyDivideLowering implements Lowering {
  private static final String SEMANTICS = Type.getInternalName(MultiplyDivide.class);

  @Override
  public boolean lower(Instruction instruction, Emitter emitter, ControlFlow flow) {
    int size = instruction.operand(0).size();
    if (size == 1) {
      return false;
    }
    if (instruction.mnemonic() == Mnemonic.MULX) {
      return multiplyWithoutFlags(instruction, size, emitter);
    }
    boolean divides =
        instruction.mnemonic() == Mnemonic.DIV || instruction.mnemonic() == Mnemonic.IDIV;
    if (divides) {
      divide(instruction, size, emitter);
    } else if (instruction.operands().size() == 1) {
      multiplyWide(instruction, size, emitter);
    } else {
      multiply(instruction, size, emitter);
    }
    return true;
  }

  private static void multiply(Instruction instruction, int size, Emitter emitter) {
    int count = instruction.operands().size();
    Operand first = instruction.operand(count - 2);
    Operand second = instruction.operand(count - 1);
    Operands.open(first, false, emitter);
    Operands.open(second, false, emitter);
    Operands.pushSignedLong(first, size, emitter);
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_A);
    Operands.pushSignedLong(second, size, emitter);
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_B);
    low(size, emitter);
    emitter.registers.pop((Operand.Gpr) instruction.operand(0));
    flags(true, size, emitter);
  }

  /** Pushes the low half of LONG_A * LONG_B: an int, or a long for 8 bytes. */
  private static void low(int size, Emitter emitter) {
    var code = emitter.code;
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    if (size != 8) {
      code.visitInsn(L2I);
    }
    code.visitVarInsn(LLOAD, Slots.LONG_B);
    if (size != 8) {
      code.visitInsn(L2I);
    }
    code.visitInsn(size == 8 ? LMUL : IMUL);
  }

  private static void flags(boolean signed, int size, Emitter emitter) {
    if (emitter.flagsNeeded()) {
      emitter.push(size);
      emitter.code.visitVarInsn(LLOAD, Slots.LONG_A);
      emitter.code.visitVarInsn(LLOAD, Slots.LONG_B);
      emitter.call(SEMANTICS, signed ? "signedMultiplyFlags" : "unsignedMultiplyFlags", "(IJJ)I");
      emitter.flags.popStatus();
    }
  }

  private static void multiplyWide(Instruction instruction, int size, Emitter emitter) {
    boolean signed = instruction.mnemonic() == Mnemonic.IMUL;
    var code = emitter.code;
    Operands.open(instruction.operand(0), false, emitter);
    Operands.pushSignedLong(new Operand.Gpr(RAX, size, false), size, emitter);
    code.visitVarInsn(LSTORE, Slots.LONG_A);
    Operands.pushSignedLong(instruction.operand(0), size, emitter);
    code.visitVarInsn(LSTORE, Slots.LONG_B);
    emitter.push(size);
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    code.visitVarInsn(LLOAD, Slots.LONG_B);
    emitter.call(SEMANTICS, signed ? "signedHigh" : "unsignedHigh", "(IJJ)J");
    code.visitVarInsn(LSTORE, Slots.LONG_C);
    low(size, emitter);
    emitter.registers.pop(new Operand.Gpr(RAX, size, false));
    Operands.storeLong(new Operand.Gpr(RDX, size, false), Slots.LONG_C, emitter);
    flags(signed, size, emitter);
  }

  private static boolean multiplyWithoutFlags(Instruction instruction, int size, Emitter emitter) {
    if (!emitter.mayHaveVex()) {
      return false;
    }
    var code = emitter.code;
    Operand source = instruction.operand(2);
    Operands.open(source, false, emitter);
    Operands.pushSignedLong(new Operand.Gpr(RDX, size, false), size, emitter);
    code.visitVarInsn(LSTORE, Slots.LONG_A);
    Operands.pushSignedLong(source, size, emitter);
    code.visitVarInsn(LSTORE, Slots.LONG_B);
    low(size, emitter);
    emitter.registers.pop((Operand.Gpr) instruction.operand(1));
    emitter.push(size);
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    code.visitVarInsn(LLOAD, Slots.LONG_B);
    emitter.call(SEMANTICS, "unsignedHigh", "(IJJ)J");
    code.visitVarInsn(LSTORE, Slots.LONG_C);
    Operands.storeLong(instruction.operand(0), Slots.LONG_C, emitter);
    return true;
  }

  /** A quotient that does not fit leaves to the interpreter, which raises #DE. */
  private static void divide(Instruction instruction, int size, Emitter emitter) {
    boolean signed = instruction.mnemonic() == Mnemonic.IDIV;
    var code = emitter.code;
    Operand divisor = instruction.operand(0);
    Operands.open(divisor, false, emitter);
    Operands.pushSignedLong(divisor, size, emitter);
    code.visitVarInsn(LSTORE, Slots.LONG_B);
    Operands.pushSignedLong(new Operand.Gpr(RAX, size, false), size, emitter);
    code.visitVarInsn(LSTORE, Slots.LONG_A);
    Operands.pushSignedLong(new Operand.Gpr(RDX, size, false), size, emitter);
    code.visitVarInsn(LSTORE, Slots.LONG_C);
    emitter.push(size);
    code.visitVarInsn(LLOAD, Slots.LONG_C);
    if (signed) {
      code.visitVarInsn(LLOAD, Slots.LONG_A);
    }
    code.visitVarInsn(LLOAD, Slots.LONG_B);
    emitter.call(
        SEMANTICS, signed ? "signedOverflows" : "unsignedOverflows", signed ? "(IJJJ)Z" : "(IJJ)Z");
    code.visitJumpInsn(IFNE, emitter.leaveHere());
    emitter.push(size);
    code.visitVarInsn(LLOAD, Slots.LONG_C);
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    code.visitVarInsn(LLOAD, Slots.LONG_B);
    emitter.call(SEMANTICS, signed ? "signedQuotient" : "unsignedQuotient", "(IJJJ)J");
    code.visitVarInsn(LSTORE, Slots.LONG_C);
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    code.visitVarInsn(LLOAD, Slots.LONG_B);
    code.visitVarInsn(LLOAD, Slots.LONG_C);
    emitter.call(SEMANTICS, "remainder", "(JJJ)J");
    code.visitVarInsn(LSTORE, Slots.LONG_B);
    Operands.storeLong(new Operand.Gpr(RAX, size, false), Slots.LONG_C, emitter);
    Operands.storeLong(new Operand.Gpr(RDX, size, false), Slots.LONG_B, emitter);
  }

  @Override
  public int implicitRegisters(Instruction instruction) {
    if (instruction.mnemonic() == Mnemonic.MULX) {
      return 1 << RDX;
    }
    return instruction.operands().size() == 1 ? 1 << RAX | 1 << RDX : 0;
  }
}
