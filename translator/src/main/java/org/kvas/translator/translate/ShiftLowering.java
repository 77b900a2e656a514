package org.kvas.translator.translate;

import static org.kvas.translator.state.VcpuState.RCX;
import static org.objectweb.asm.Opcodes.*;

import java.util.Locale;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.Flags;
import org.kvas.translator.x86.semantics.Shifts;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/**
 * SHL, SHR, SAR, ROL, ROR, SHLD and SHRD, by an immediate or CL. Rotates through carry are left to
 * the interpreter.
 */
final class ShiftLowering implements Lowering {
  private static final String SHIFTS = Type.getInternalName(Shifts.class);

  @Override
  public boolean lower(Instruction instruction, Emitter emitter, ControlFlow flow) {
    Mnemonic mnemonic = instruction.mnemonic();
    if (mnemonic == Mnemonic.RCL || mnemonic == Mnemonic.RCR) {
      return false;
    }
    Operand destination = instruction.operand(0);
    int size = destination.size();
    Operands.open(destination, true, emitter);
    boolean known = instruction.operands().getLast() instanceof Operand.Immediate;
    int count =
        known
            ? Shifts.mask(
                size, (int) ((Operand.Immediate) instruction.operands().getLast()).value())
            : 0;
    pushCount(known, count, size, emitter);
    emitter.code.visitVarInsn(ISTORE, Slots.INT_A);
    Operands.pushSignedLong(destination, size, emitter);
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_A);
    boolean twoRegisters = mnemonic.family() == Family.DOUBLE_SHIFT;
    if (twoRegisters) {
      Operands.pushSignedLong(instruction.operand(1), size, emitter);
      emitter.code.visitVarInsn(LSTORE, Slots.LONG_B);
    }
    Label unchanged = new Label();
    if (twoRegisters && !known) {
      emitter.code.visitVarInsn(LLOAD, Slots.LONG_A);
      emitter.code.visitVarInsn(LSTORE, Slots.LONG_C);
      skipIfZero(unchanged, emitter);
    }
    if (!known || count != 0) {
      pushResult(mnemonic, size, emitter);
      emitter.code.visitVarInsn(LSTORE, Slots.LONG_C);
    } else {
      emitter.code.visitVarInsn(LLOAD, Slots.LONG_A);
      emitter.code.visitVarInsn(LSTORE, Slots.LONG_C);
    }
    if (twoRegisters && !known) {
      emitter.place(unchanged);
    }
    Operands.storeLong(destination, Slots.LONG_C, emitter);
    if (emitter.flagsNeeded()) {
      flags(mnemonic, size, known, count, keepsOverflow(instruction), emitter);
    }
    return true;
  }

  /** A register rotated by an immediate other than 1 leaves OF alone, as on Intel processors. */
  static boolean keepsOverflow(Instruction instruction) {
    Mnemonic mnemonic = instruction.mnemonic();
    return (mnemonic == Mnemonic.ROL || mnemonic == Mnemonic.ROR)
        && instruction.operand(0) instanceof Operand.Gpr destination
        && instruction.operand(1) instanceof Operand.Immediate immediate
        && Shifts.mask(destination.size(), (int) immediate.value()) != 1;
  }

  private static void pushCount(boolean known, int count, int size, Emitter emitter) {
    if (known) {
      emitter.push(count);
    } else {
      emitter.registers.push64(RCX);
      emitter.code.visitInsn(L2I);
      emitter.push(size == 8 ? 63 : 31);
      emitter.code.visitInsn(IAND);
    }
  }

  private static void skipIfZero(Label target, Emitter emitter) {
    emitter.code.visitVarInsn(ILOAD, Slots.INT_A);
    emitter.code.visitJumpInsn(IFEQ, target);
  }

  private static String name(Mnemonic mnemonic) {
    return mnemonic.name().toLowerCase(Locale.ROOT);
  }

  private static void pushResult(Mnemonic mnemonic, int size, Emitter emitter) {
    boolean sized = mnemonic != Mnemonic.SAR;
    if (sized) {
      emitter.push(size);
    }
    emitter.code.visitVarInsn(LLOAD, Slots.LONG_A);
    boolean twoRegisters = mnemonic.family() == Family.DOUBLE_SHIFT;
    if (twoRegisters) {
      emitter.code.visitVarInsn(LLOAD, Slots.LONG_B);
    }
    emitter.code.visitVarInsn(ILOAD, Slots.INT_A);
    emitter.call(SHIFTS, name(mnemonic), twoRegisters ? "(IJJI)J" : sized ? "(IJI)J" : "(JI)J");
  }

  private static void flags(
      Mnemonic mnemonic,
      int size,
      boolean known,
      int count,
      boolean keepsOverflow,
      Emitter emitter) {
    if (known && count == 0) {
      return;
    }
    Label unchanged = new Label();
    if (!known) {
      skipIfZero(unchanged, emitter);
    }
    if (mnemonic == Mnemonic.ROL || mnemonic == Mnemonic.ROR) {
      rotateFlags(mnemonic, size, keepsOverflow ? Flags.CF : Flags.CF | Flags.OF, emitter);
    } else {
      shiftFlags(mnemonic, size, emitter);
    }
    if (!known) {
      emitter.place(unchanged);
      emitter.flags.forget();
    }
  }

  private static void shiftFlags(Mnemonic mnemonic, int size, Emitter emitter) {
    boolean sized = mnemonic != Mnemonic.SAR;
    if (sized) {
      emitter.push(size);
    }
    emitter.code.visitVarInsn(LLOAD, Slots.LONG_A);
    emitter.code.visitVarInsn(ILOAD, Slots.INT_A);
    boolean twoRegisters = mnemonic.family() == Family.DOUBLE_SHIFT;
    if (twoRegisters) {
      emitter.code.visitVarInsn(LLOAD, Slots.LONG_B);
    }
    emitter.call(
        SHIFTS, name(mnemonic) + "Flags", twoRegisters ? "(IJIJ)I" : sized ? "(IJI)I" : "(JI)I");
    emitter.code.visitInsn(I2L);
    emitter.flags.popB();
    emitter.code.visitVarInsn(LLOAD, Slots.LONG_C);
    emitter.flags.popA();
    emitter.flags.set(Flags.RESULT | Flags.log2(size));
  }

  private static void rotateFlags(Mnemonic mnemonic, int size, int changed, Emitter emitter) {
    emitter.flags.pushStatus();
    emitter.push(~changed);
    emitter.code.visitInsn(IAND);
    boolean left = mnemonic == Mnemonic.ROL;
    if (left) {
      emitter.push(size);
    }
    emitter.code.visitVarInsn(LLOAD, Slots.LONG_A);
    emitter.code.visitVarInsn(LLOAD, Slots.LONG_C);
    emitter.call(SHIFTS, left ? "rolFlags" : "rorFlags", left ? "(IJJ)I" : "(JJ)I");
    if (changed == Flags.CF) {
      emitter.push(changed);
      emitter.code.visitInsn(IAND);
    }
    emitter.code.visitInsn(IOR);
    emitter.flags.popStatus();
  }

  @Override
  public int implicitRegisters(Instruction instruction) {
    return 1 << RCX;
  }
}
