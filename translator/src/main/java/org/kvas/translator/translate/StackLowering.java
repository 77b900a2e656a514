package org.kvas.translator.translate;

import static org.kvas.translator.state.VcpuState.RBP;
import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.state.VcpuState.SS;
import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.translate.MemoryAccess.Opened;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/** PUSH, POP and LEAVE; the rest of the family is rare. */
final class StackLowering implements Lowering {
  @Override
  public boolean lower(Instruction instruction, Emitter emitter, ControlFlow flow) {
    return switch (instruction.mnemonic()) {
      case PUSH -> push(instruction, emitter);
      case POP -> pop(instruction, emitter);
      case LEAVE -> leave(instruction, emitter);
      default -> false;
    };
  }

  private static boolean push(Instruction instruction, Emitter emitter) {
    Operand source = instruction.operand(0);
    int size = instruction.operandSize();
    Operands.open(source, false, emitter);
    if (source instanceof Operand.Immediate immediate) {
      emitter.push(immediate.value());
    } else {
      Operands.pushSignedLong(source, size, emitter);
    }
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_A);
    openPush(size, emitter);
    finishPush(size, Slots.LONG_A, emitter);
    return true;
  }

  /**
   * Checks room for one value below the stack pointer; opened as SECOND, the new stack pointer in
   * LONG_B.
   */
  static void openPush(int size, Emitter emitter) {
    var code = emitter.code;
    emitter.registers.push64(RSP);
    emitter.push((long) size);
    code.visitInsn(LSUB);
    emitter.memory.wrap(ExecutionMode.stackSize(emitter.mode));
    code.visitInsn(DUP2);
    code.visitVarInsn(LSTORE, Slots.LONG_B);
    emitter.memory.openOffset(SS, size, true, Opened.SECOND);
  }

  /** Writes a long local where openPush checked, and moves the stack pointer. */
  static void finishPush(int size, int slot, Emitter emitter) {
    emitter.memory.pushHost(Opened.SECOND);
    emitter.code.visitVarInsn(LLOAD, slot);
    if (size != 8) {
      emitter.code.visitInsn(L2I);
    }
    emitter.memory.put(size);
    setStackPointer(Slots.LONG_B, emitter);
  }

  private static void setStackPointer(int slot, Emitter emitter) {
    emitter.code.visitVarInsn(LLOAD, slot);
    if (ExecutionMode.stackSize(emitter.mode) == 2) {
      emitter.code.visitInsn(L2I);
      emitter.registers.pop(new Operand.Gpr(RSP, 2, false));
    } else {
      emitter.registers.pop64(RSP);
    }
  }

  /** Checks the value on top of the stack; opened as SECOND. */
  static void openPop(int size, Emitter emitter) {
    emitter.registers.push64(RSP);
    emitter.memory.wrap(ExecutionMode.stackSize(emitter.mode));
    emitter.memory.openOffset(SS, size, false, Opened.SECOND);
  }

  /** Moves the stack pointer up by some bytes. */
  static void release(int bytes, Emitter emitter) {
    emitter.registers.push64(RSP);
    emitter.push((long) bytes);
    emitter.code.visitInsn(LADD);
    emitter.memory.wrap(ExecutionMode.stackSize(emitter.mode));
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_B);
    setStackPointer(Slots.LONG_B, emitter);
  }

  private static boolean pop(Instruction instruction, Emitter emitter) {
    if (!(instruction.operand(0) instanceof Operand.Gpr destination)) {
      return false;
    }
    int size = instruction.operandSize();
    openPop(size, emitter);
    emitter.memory.pushSigned(size, Opened.SECOND);
    if (size != 8) {
      emitter.code.visitInsn(I2L);
    }
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_A);
    release(size, emitter);
    Operands.storeLong(destination, Slots.LONG_A, emitter);
    return true;
  }

  private static boolean leave(Instruction instruction, Emitter emitter) {
    int size = instruction.operandSize();
    int stackSize = ExecutionMode.stackSize(emitter.mode);
    if (stackSize == 2) {
      return false;
    }
    emitter.registers.push64(RBP);
    emitter.memory.wrap(stackSize);
    emitter.memory.openOffset(SS, size, false, Opened.SECOND);
    emitter.registers.push64(RBP);
    emitter.push((long) size);
    emitter.code.visitInsn(LADD);
    emitter.memory.wrap(stackSize);
    emitter.registers.pop64(RSP);
    emitter.memory.pushSigned(size, Opened.SECOND);
    emitter.registers.pop(new Operand.Gpr(RBP, size, false));
    return true;
  }

  @Override
  public int implicitRegisters(Instruction instruction) {
    return 1 << RSP
        | (instruction.mnemonic() == Mnemonic.LEAVE || instruction.mnemonic() == Mnemonic.ENTER
            ? 1 << RBP
            : 0);
  }
}
