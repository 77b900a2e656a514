package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.Flags;

/** INC, DEC, NEG and NOT. */
final class UnaryAluLowering implements Lowering {
  @Override
  public boolean lower(Instruction instruction, Emitter emitter, ControlFlow flow) {
    Mnemonic mnemonic = instruction.mnemonic();
    Operand operand = instruction.operand(0);
    int size = operand.size();
    var code = emitter.code;
    Operands.open(operand, true, emitter);
    boolean step = mnemonic == Mnemonic.INC || mnemonic == Mnemonic.DEC;
    if (step && emitter.flagsNeeded()) {
      emitter.flags.pushCarry();
      code.visitInsn(I2L);
      emitter.flags.popB();
    }
    Operands.pushLong(operand, size, emitter);
    code.visitVarInsn(LSTORE, Slots.LONG_A);
    compute(mnemonic, size, emitter);
    code.visitVarInsn(LSTORE, Slots.LONG_C);
    Operands.storeLong(operand, Slots.LONG_C, emitter);
    if (emitter.flagsNeeded()) {
      setFlags(mnemonic, size, emitter);
    }
    return true;
  }

  /** Pushes the result, a long: sign-extended where flags are made of it. */
  private static void compute(Mnemonic mnemonic, int size, Emitter emitter) {
    var code = emitter.code;
    boolean wide = size == 8 || emitter.isInPlace() && !emitter.flagsNeeded();
    if (mnemonic == Mnemonic.NEG) {
      emitter.code.visitInsn(wide ? LCONST_0 : ICONST_0);
    }
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    if (!wide) {
      code.visitInsn(L2I);
    }
    switch (mnemonic) {
      case INC -> one(wide, IADD, emitter);
      case DEC -> one(wide, ISUB, emitter);
      case NEG -> code.visitInsn(wide ? LSUB : ISUB);
      default -> {
        if (wide) {
          emitter.push(-1L);
        } else {
          emitter.push(-1);
        }
        code.visitInsn(wide ? LXOR : IXOR);
      }
    }
    if (!wide) {
      emitter.signExtendInt(size);
      code.visitInsn(I2L);
    }
  }

  private static void one(boolean wide, int operation, Emitter emitter) {
    emitter.code.visitInsn(wide ? LCONST_1 : ICONST_1);
    emitter.code.visitInsn(wide ? operation + (LADD - IADD) : operation);
  }

  private static void setFlags(Mnemonic mnemonic, int size, Emitter emitter) {
    int log = Flags.log2(size);
    switch (mnemonic) {
      case INC, DEC -> {
        emitter.code.visitVarInsn(LLOAD, Slots.LONG_C);
        emitter.flags.popA();
        emitter.flags.set((mnemonic == Mnemonic.INC ? Flags.INC : Flags.DEC) | log);
      }
      case NEG -> {
        emitter.push(0L);
        emitter.flags.popA();
        emitter.code.visitVarInsn(LLOAD, Slots.LONG_A);
        emitter.flags.popB();
        emitter.flags.set(Flags.SUB | log);
      }
      default -> {}
    }
  }
}
