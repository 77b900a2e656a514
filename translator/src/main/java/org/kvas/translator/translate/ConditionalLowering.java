package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.objectweb.asm.Label;

/** CMOVcc and SETcc. */
final class ConditionalLowering implements Lowering {
  @Override
  public boolean lower(Instruction instruction, Emitter emitter, ControlFlow flow) {
    if (instruction.mnemonic() == Mnemonic.CMOVCC) {
      move(instruction, emitter);
    } else {
      set(instruction, emitter);
    }
    return true;
  }

  private static void move(Instruction instruction, Emitter emitter) {
    Operand.Gpr destination = (Operand.Gpr) instruction.operand(0);
    Operand source = instruction.operand(1);
    int size = destination.size();
    Operands.open(source, false, emitter);
    Operands.pushSignedLong(source, size, emitter);
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_A);
    Label taken = new Label();
    emitter.flags.jumpIf(instruction.condition(), taken);
    emitter.registers.pushSigned(destination);
    if (size != 8) {
      emitter.code.visitInsn(I2L);
    }
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_A);
    emitter.place(taken);
    Operands.storeLong(destination, Slots.LONG_A, emitter);
  }

  private static void set(Instruction instruction, Emitter emitter) {
    Operand destination = instruction.operand(0);
    Operands.open(destination, true, emitter);
    emitter.push(1L);
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_A);
    Label taken = new Label();
    emitter.flags.jumpIf(instruction.condition(), taken);
    emitter.push(0L);
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_A);
    emitter.place(taken);
    Operands.storeLong(destination, Slots.LONG_A, emitter);
  }
}
