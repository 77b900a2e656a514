package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/** MOV, MOVZX, MOVSX, MOVSXD, LEA, XCHG, BSWAP, MOVBE and MOVNTI. */
final class MoveLowering implements Lowering {
  @Override
  public boolean lower(Instruction instruction, Emitter emitter, ControlFlow flow) {
    return switch (instruction.mnemonic()) {
      case MOV, MOVNTI -> move(instruction, emitter);
      case MOVZX -> extend(instruction, emitter, false);
      case MOVSX, MOVSXD -> extend(instruction, emitter, true);
      case LEA -> loadAddress(instruction, emitter);
      case XCHG -> exchange(instruction, emitter);
      case MOVBE -> moveBigEndian(instruction, emitter);
      case BSWAP -> swapBytes(instruction, emitter);
      default -> false;
    };
  }

  private static boolean move(Instruction instruction, Emitter emitter) {
    Operand destination = instruction.operand(0);
    Operand source = instruction.operand(1);
    int size = destination.size();
    if (destination instanceof Operand.Memory memory) {
      emitter.memory.openWrite(memory, size);
      emitter.memory.pushHost(MemoryAccess.Opened.FIRST);
      Operands.pushSigned(source, size, emitter);
      emitter.memory.put(size);
    } else if (destination instanceof Operand.Gpr register) {
      if (source instanceof Operand.Immediate immediate && size >= 4) {
        emitter.push(size == 4 ? immediate.value() & 0xffff_ffffL : immediate.value());
        emitter.registers.pop64(register.index());
        return true;
      }
      if (source instanceof Operand.Gpr from && size == 4) {
        emitter.registers.push64(from.index());
        emitter.registers.popLong(register);
        return true;
      }
      Operands.open(source, false, emitter);
      Operands.pushSigned(source, size, emitter);
      emitter.registers.pop(register);
    } else {
      return false;
    }
    return true;
  }

  private static boolean extend(Instruction instruction, Emitter emitter, boolean signed) {
    Operand.Gpr destination = (Operand.Gpr) instruction.operand(0);
    Operand source = instruction.operand(1);
    Operands.open(source, false, emitter);
    if (signed) {
      Operands.pushSigned(source, source.size(), emitter);
    } else {
      Operands.pushUnsigned(source, emitter);
    }
    boolean narrow = !signed && source.size() < 4 && destination.size() == 4;
    if (destination.size() == 8 || narrow) { // the upper half is zero either way
      if (source.size() != 8) {
        emitter.code.visitInsn(I2L);
      }
      emitter.registers.pop64(destination.index());
    } else {
      emitter.registers.pop(destination);
    }
    return true;
  }

  private static boolean loadAddress(Instruction instruction, Emitter emitter) {
    Operand.Gpr destination = (Operand.Gpr) instruction.operand(0);
    Operand.Memory source = (Operand.Memory) instruction.operand(1);
    emitter.memory.pushOffset(source);
    switch (destination.size()) {
      case 8 -> emitter.registers.pop64(destination.index());
      case 4 -> {
        emitter.memory.wrap(4);
        emitter.registers.pop64(destination.index());
      }
      default -> {
        emitter.code.visitInsn(L2I);
        emitter.registers.pop(destination);
      }
    }
    return true;
  }

  private static boolean exchange(Instruction instruction, Emitter emitter) {
    Operand first = instruction.operand(0);
    Operand second = instruction.operand(1);
    int size = first.size();
    Operands.open(first, true, emitter);
    Operands.open(second, true, emitter);
    Operands.pushSignedLong(first, size, emitter);
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_A);
    Operands.pushSignedLong(second, size, emitter);
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_B);
    Operands.storeLong(first, Slots.LONG_B, emitter);
    Operands.storeLong(second, Slots.LONG_A, emitter);
    return true;
  }

  private static boolean swapBytes(Instruction instruction, Emitter emitter) {
    Operand.Gpr register = (Operand.Gpr) instruction.operand(0);
    if (register.size() == 2) {
      return false;
    }
    boolean wide = register.size() == 8;
    emitter.registers.pushSigned(register);
    emitter.call(
        wide ? "java/lang/Long" : "java/lang/Integer", "reverseBytes", wide ? "(J)J" : "(I)I");
    emitter.registers.pop(register);
    return true;
  }

  private static boolean moveBigEndian(Instruction instruction, Emitter emitter) {
    Operand destination = instruction.operand(0);
    Operand source = instruction.operand(1);
    int size = destination.size();
    Operands.open(destination, true, emitter);
    Operands.open(source, false, emitter);
    if (destination instanceof Operand.Memory) {
      emitter.memory.pushHost(MemoryAccess.Opened.FIRST);
    }
    Operands.pushSigned(source, size, emitter);
    switch (size) {
      case 2 -> {
        emitter.code.visitInsn(I2S);
        emitter.call("java/lang/Short", "reverseBytes", "(S)S");
      }
      case 4 -> emitter.call("java/lang/Integer", "reverseBytes", "(I)I");
      default -> emitter.call("java/lang/Long", "reverseBytes", "(J)J");
    }
    if (destination instanceof Operand.Gpr register) {
      emitter.registers.pop(register);
    } else {
      emitter.memory.put(size);
    }
    return true;
  }

  @Override
  public int implicitRegisters(Instruction instruction) {
    return instruction.mnemonic() == Mnemonic.XLAT ? 1 | 1 << 3 : 0;
  }
}
