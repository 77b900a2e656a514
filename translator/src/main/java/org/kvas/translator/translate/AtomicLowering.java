package org.kvas.translator.translate;

import static org.kvas.translator.state.VcpuState.RAX;
import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.Flags;
import org.objectweb.asm.Label;

/**
 * CMPXCHG and XADD. Processors of a machine take turns on one thread, so LOCK needs nothing here.
 */
final class AtomicLowering implements Lowering {
  @Override
  public boolean lower(Instruction instruction, Emitter emitter, ControlFlow flow) {
    return switch (instruction.mnemonic()) {
      case CMPXCHG -> compareExchange(instruction, emitter);
      case XADD -> exchangeAdd(instruction, emitter);
      default -> false;
    };
  }

  private static boolean compareExchange(Instruction instruction, Emitter emitter) {
    var code = emitter.code;
    Operand destination = instruction.operand(0);
    int size = destination.size();
    Operand.Gpr accumulator = new Operand.Gpr(RAX, size, false);
    Operands.open(destination, true, emitter);
    Operands.pushSignedLong(destination, size, emitter);
    code.visitVarInsn(LSTORE, Slots.LONG_B);
    Operands.pushSignedLong(accumulator, size, emitter);
    code.visitVarInsn(LSTORE, Slots.LONG_A);
    Operands.pushSignedLong(instruction.operand(1), size, emitter);
    code.visitVarInsn(LSTORE, Slots.LONG_C);
    Label equal = new Label();
    Label done = new Label();
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    code.visitVarInsn(LLOAD, Slots.LONG_B);
    code.visitInsn(LCMP);
    code.visitJumpInsn(IFEQ, equal);
    Operands.storeLong(accumulator, Slots.LONG_B, emitter);
    code.visitJumpInsn(GOTO, done);
    emitter.place(equal);
    Operands.storeLong(destination, Slots.LONG_C, emitter);
    emitter.place(done);
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    emitter.flags.popA();
    code.visitVarInsn(LLOAD, Slots.LONG_B);
    emitter.flags.popB();
    emitter.flags.set(Flags.SUB | Flags.log2(size));
    return true;
  }

  private static boolean exchangeAdd(Instruction instruction, Emitter emitter) {
    var code = emitter.code;
    Operand destination = instruction.operand(0);
    int size = destination.size();
    Operands.open(destination, true, emitter);
    Operands.pushSignedLong(destination, size, emitter);
    code.visitVarInsn(LSTORE, Slots.LONG_A);
    Operands.pushSignedLong(instruction.operand(1), size, emitter);
    code.visitVarInsn(LSTORE, Slots.LONG_B);
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    code.visitVarInsn(LLOAD, Slots.LONG_B);
    code.visitInsn(LADD);
    code.visitVarInsn(LSTORE, Slots.LONG_C);
    Operands.storeLong(instruction.operand(1), Slots.LONG_A, emitter);
    Operands.storeLong(destination, Slots.LONG_C, emitter);
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    emitter.flags.popA();
    code.visitVarInsn(LLOAD, Slots.LONG_B);
    emitter.flags.popB();
    emitter.flags.set(Flags.ADD | Flags.log2(size));
    return true;
  }

  @Override
  public int implicitRegisters(Instruction instruction) {
    return 1 << RAX;
  }
}
