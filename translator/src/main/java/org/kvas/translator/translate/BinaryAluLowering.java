package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.BitFields;
import org.kvas.translator.x86.semantics.Flags;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/** ADD, OR, ADC, SBB, AND, SUB, XOR, CMP and TEST, every operand form; ADCX and ADOX. */
final class BinaryAluLowering implements Lowering {
  private static final String BIT_FIELDS = Type.getInternalName(BitFields.class);

  @Override
  public boolean lower(Instruction instruction, Emitter emitter, ControlFlow flow) {
    Mnemonic mnemonic = instruction.mnemonic();
    Operand destination = instruction.operand(0);
    int size = destination.size();
    if (mnemonic == Mnemonic.ADCX || mnemonic == Mnemonic.ADOX) {
      addWithFlag(instruction, emitter);
      return true;
    }
    if (destination instanceof Operand.Gpr register
        && destination.equals(instruction.operand(1))
        && withItself(mnemonic, register, emitter)) {
      return true;
    }
    boolean stores = mnemonic != Mnemonic.CMP && mnemonic != Mnemonic.TEST;
    Operands.open(destination, stores, emitter);
    Operands.open(instruction.operand(1), false, emitter);
    boolean withCarry = mnemonic == Mnemonic.ADC || mnemonic == Mnemonic.SBB;
    if (withCarry) {
      emitter.flags.pushCarry();
      emitter.code.visitVarInsn(ISTORE, Slots.INT_A);
    }
    Operands.pushLong(destination, size, emitter);
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_A);
    Operands.pushLong(instruction.operand(1), size, emitter);
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_B);
    if (stores || isLogic(mnemonic)) {
      compute(mnemonic, size, emitter);
      emitter.code.visitVarInsn(LSTORE, Slots.LONG_C);
    }
    if (stores) {
      Operands.storeLong(destination, Slots.LONG_C, emitter);
    }
    if (emitter.flagsNeeded()) {
      setFlags(mnemonic, size, emitter);
    }
    return true;
  }

  /** What programs write to clear a register, and to compare one with zero. */
  private static boolean withItself(Mnemonic mnemonic, Operand.Gpr register, Emitter emitter) {
    switch (mnemonic) {
      case XOR, SUB -> {
        if (register.size() < 4) {
          return false;
        }
        emitter.push(0L);
        emitter.registers.pop64(register.index());
        emitter.push(0L);
      }
      case TEST -> Operands.pushSignedLong(register, register.size(), emitter);
      default -> {
        return false;
      }
    }
    setLogicFlags(register.size(), emitter);
    return true;
  }

  private static void addWithFlag(Instruction instruction, Emitter emitter) {
    var code = emitter.code;
    Operand destination = instruction.operand(0);
    int size = destination.size();
    int flag = instruction.mnemonic() == Mnemonic.ADCX ? Flags.CF : Flags.OF;
    Operands.open(instruction.operand(1), false, emitter);
    emitter.flags.pushStatus();
    code.visitVarInsn(ISTORE, Slots.INT_A);
    Operands.pushSignedLong(destination, size, emitter);
    code.visitVarInsn(LSTORE, Slots.LONG_A);
    Operands.pushSignedLong(instruction.operand(1), size, emitter);
    code.visitVarInsn(LSTORE, Slots.LONG_B);
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    code.visitVarInsn(LLOAD, Slots.LONG_B);
    code.visitInsn(LADD);
    code.visitVarInsn(ILOAD, Slots.INT_A);
    emitter.push(Integer.numberOfTrailingZeros(flag));
    code.visitInsn(IUSHR);
    emitter.push(1);
    code.visitInsn(IAND);
    code.visitInsn(I2L);
    code.visitInsn(LADD);
    code.visitVarInsn(LSTORE, Slots.LONG_C);
    Operands.storeLong(destination, Slots.LONG_C, emitter);
    code.visitVarInsn(ILOAD, Slots.INT_A);
    emitter.push(flag);
    emitter.push(8 * size);
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    code.visitVarInsn(LLOAD, Slots.LONG_B);
    code.visitVarInsn(LLOAD, Slots.LONG_C);
    emitter.call(BIT_FIELDS, "withCarryOut", "(IIIJJJ)I");
    emitter.flags.popStatus();
  }

  private static boolean isLogic(Mnemonic mnemonic) {
    return switch (mnemonic) {
      case AND, OR, XOR, TEST -> true;
      default -> false;
    };
  }

  /**
   * Pushes the result, a long: sign-extended for logic, else only its low bytes count. Where
   * HotSpot compiles quickly, longs save conversions, all of which it would do; loops made for C2
   * keep ints.
   */
  private static void compute(Mnemonic mnemonic, int size, Emitter emitter) {
    var code = emitter.code;
    boolean wide = size == 8 || emitter.isInPlace();
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    narrow(code, wide);
    code.visitVarInsn(LLOAD, Slots.LONG_B);
    narrow(code, wide);
    int operation =
        switch (mnemonic) {
          case ADD, ADC -> IADD;
          case SUB, SBB -> ISUB;
          case OR -> IOR;
          case XOR -> IXOR;
          default -> IAND;
        };
    code.visitInsn(wide ? operation + (LADD - IADD) : operation);
    if (mnemonic == Mnemonic.ADC || mnemonic == Mnemonic.SBB) {
      code.visitVarInsn(ILOAD, Slots.INT_A);
      if (wide) {
        code.visitInsn(I2L);
      }
      code.visitInsn(wide ? operation + (LADD - IADD) : operation);
    }
    if (!wide) {
      emitter.signExtendInt(size);
      code.visitInsn(I2L);
    }
  }

  private static void narrow(MethodVisitor code, boolean wide) {
    if (!wide) {
      code.visitInsn(L2I);
    }
  }

  /** Pops the result, sign-extended to a long. */
  private static void setLogicFlags(int size, Emitter emitter) {
    if (!emitter.flagsNeeded()) {
      emitter.code.visitInsn(POP2);
      return;
    }
    emitter.flags.popA();
    emitter.push(0L);
    emitter.flags.popB();
    emitter.flags.set(Flags.LOGIC | Flags.log2(size));
  }

  private static void setFlags(Mnemonic mnemonic, int size, Emitter emitter) {
    var code = emitter.code;
    if (isLogic(mnemonic)) {
      code.visitVarInsn(LLOAD, Slots.LONG_C);
      setLogicFlags(size, emitter);
      return;
    }
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    emitter.flags.popA();
    code.visitVarInsn(LLOAD, Slots.LONG_B);
    emitter.flags.popB();
    boolean subtracts =
        mnemonic == Mnemonic.SUB || mnemonic == Mnemonic.CMP || mnemonic == Mnemonic.SBB;
    int operation = (subtracts ? Flags.SUB : Flags.ADD) | Flags.log2(size);
    if (mnemonic == Mnemonic.ADC || mnemonic == Mnemonic.SBB) {
      // ADC and SBB with the carry set are the next operation kind
      code.visitVarInsn(ILOAD, Slots.INT_A);
      emitter.push(2);
      code.visitInsn(ISHL);
      emitter.push(operation);
      code.visitInsn(IADD);
      emitter.flags.popOperation();
    } else {
      emitter.flags.set(operation);
    }
  }
}
