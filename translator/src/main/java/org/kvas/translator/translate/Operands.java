package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.translate.MemoryAccess.Opened;
import org.kvas.translator.x86.decode.Operand;

/** Operands of integer instructions to and from the JVM stack. A memory operand must be open. */
final class Operands {
  private Operands() {}

  static void open(Operand operand, boolean write, Emitter emitter) {
    if (operand instanceof Operand.Memory memory) {
      emitter.memory.open(memory, memory.size(), write, Opened.FIRST);
    }
  }

  /** Pushes a sign-extended int, or a long for 8 bytes. */
  static void pushSigned(Operand operand, int size, Emitter emitter) {
    switch (operand) {
      case Operand.Gpr register -> emitter.registers.pushSigned(register);
      case Operand.Memory memory -> emitter.memory.pushSigned(memory.size(), Opened.FIRST);
      case Operand.Immediate immediate -> {
        if (size == 8) {
          emitter.push(immediate.value());
        } else {
          emitter.push(signExtend(immediate.value(), size));
        }
      }
      default -> throw new IllegalArgumentException(operand.toString());
    }
  }

  private static int signExtend(long value, int size) {
    return switch (size) {
      case 1 -> (byte) value;
      case 2 -> (short) value;
      default -> (int) value;
    };
  }

  /** Pushes the operand sign-extended to a long. */
  static void pushSignedLong(Operand operand, int size, Emitter emitter) {
    if (operand instanceof Operand.Immediate immediate) {
      emitter.push(size == 8 ? immediate.value() : signExtend(immediate.value(), size));
      return;
    }
    pushSigned(operand, size, emitter);
    if (operand.size() != 8) {
      emitter.code.visitInsn(I2L);
    }
  }

  /**
   * Pushes the operand as a long whose low bytes alone count, or sign-extended where flags will be
   * made of it.
   */
  static void pushLong(Operand operand, int size, Emitter emitter) {
    if (operand instanceof Operand.Gpr register && size == 4 && !emitter.flagsNeeded()) {
      emitter.registers.push64(register.index());
    } else {
      pushSignedLong(operand, size, emitter);
    }
  }

  /** Pushes a zero-extended int, or a long for 8 bytes. */
  static void pushUnsigned(Operand operand, Emitter emitter) {
    switch (operand) {
      case Operand.Gpr register -> emitter.registers.pushUnsigned(register);
      case Operand.Memory memory -> emitter.memory.pushUnsigned(memory.size(), Opened.FIRST);
      default -> throw new IllegalArgumentException(operand.toString());
    }
  }

  /** Writes the low bytes of a long local to a register or opened memory operand. */
  static void storeLong(Operand destination, int slot, Emitter emitter) {
    var code = emitter.code;
    int size = destination.size();
    if (destination instanceof Operand.Gpr register) {
      code.visitVarInsn(LLOAD, slot);
      emitter.registers.popLong(register);
    } else {
      emitter.memory.pushHost(Opened.FIRST);
      code.visitVarInsn(LLOAD, slot);
      if (size != 8) {
        code.visitInsn(L2I);
      }
      emitter.memory.put(size);
    }
  }
}
