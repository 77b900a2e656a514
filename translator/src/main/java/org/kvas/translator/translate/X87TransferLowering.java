package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.translate.MemoryAccess.Opened;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.x87.BinaryFloats;
import org.kvas.translator.x86.semantics.x87.Float80;
import org.kvas.translator.x86.semantics.x87.Integers;
import org.kvas.translator.x86.semantics.x87.NearestArithmetic;
import org.objectweb.asm.Type;

/** FLD, FILD, FLD1 and FLDZ onto the x87 stack; FST, FIST and FISTTP from its top. */
final class X87TransferLowering {
  private static final String FLOATS = Type.getInternalName(BinaryFloats.class);
  private static final String INTEGERS = Type.getInternalName(Integers.class);
  private static final String NEAREST = Type.getInternalName(NearestArithmetic.class);

  void lower(Instruction instruction, Emitter emitter) {
    switch (instruction.mnemonic()) {
      case FLD1 -> pushConstant(Float80.BIAS, Float80.INTEGER_BIT, emitter);
      case FLDZ -> pushConstant(0, 0, emitter);
      case FILD -> loadInteger((Operand.Memory) instruction.operand(0), emitter);
      case FLD -> {
        switch (instruction.operand(0)) {
          case Operand.St st -> loadRegister(st.index(), emitter);
          case Operand.Memory memory when memory.size() == 10 -> loadExtended(memory, emitter);
          case Operand.Memory memory -> loadFloat(memory, emitter);
          default -> throw new IllegalArgumentException(instruction.toString());
        }
      }
      default -> store(instruction, emitter);
    }
  }

  // Loads

  /**
   * Makes room; then the caller stores a value there that is on the stack: sign and exponent,
   * significand.
   */
  private static void pushValueOnStack(Emitter emitter) {
    X87Locals x87 = emitter.x87;
    x87.push();
    x87.clearC1();
    emitter.code.visitVarInsn(LSTORE, x87.significand(x87.register(0)));
    emitter.code.visitVarInsn(ISTORE, x87.signExponent(x87.register(0)));
  }

  private static void leaveUnlessRoom(Emitter emitter) {
    emitter.x87.leaveUnlessEmpty(emitter.x87.register(-1));
  }

  private static void pushConstant(int signExponent, long significand, Emitter emitter) {
    leaveUnlessRoom(emitter);
    emitter.push(signExponent);
    emitter.push(significand);
    pushValueOnStack(emitter);
  }

  private static void loadRegister(int source, Emitter emitter) {
    X87Locals x87 = emitter.x87;
    x87.leaveIfEmpty(x87.register(source));
    leaveUnlessRoom(emitter);
    x87.pushValue(x87.register(source));
    pushValueOnStack(emitter);
  }

  private static void loadFloat(Operand.Memory memory, Emitter emitter) {
    leaveUnlessRoom(emitter);
    openFloat(memory, emitter);
    pushFloat(memory.size(), emitter);
    pushValueOnStack(emitter);
  }

  /**
   * Opens a 32- or 64-bit operand; its bits go into INT_A or LONG_A. Leaves where widening them
   * would raise something.
   */
  static void openFloat(Operand.Memory memory, Emitter emitter) {
    var code = emitter.code;
    emitter.memory.openRead(memory, memory.size());
    emitter.memory.pushSigned(memory.size(), Opened.FIRST);
    if (memory.size() == 4) {
      code.visitInsn(DUP);
      code.visitVarInsn(ISTORE, Slots.INT_A);
      emitter.call(FLOATS, "isQuiet32", "(I)Z");
    } else {
      code.visitInsn(DUP2);
      code.visitVarInsn(LSTORE, Slots.LONG_A);
      emitter.call(FLOATS, "isQuiet64", "(J)Z");
    }
    code.visitJumpInsn(IFEQ, emitter.leaveHere());
  }

  /** Pushes the value that {@link #openFloat} left: sign and exponent, significand. */
  static void pushFloat(int size, Emitter emitter) {
    if (size == 4) {
      emitter.code.visitVarInsn(ILOAD, Slots.INT_A);
      emitter.call(FLOATS, "signExponent32", "(I)I");
      emitter.code.visitVarInsn(ILOAD, Slots.INT_A);
      emitter.call(FLOATS, "significand32", "(I)J");
    } else {
      emitter.code.visitVarInsn(LLOAD, Slots.LONG_A);
      emitter.call(FLOATS, "signExponent64", "(J)I");
      emitter.code.visitVarInsn(LLOAD, Slots.LONG_A);
      emitter.call(FLOATS, "significand64", "(J)J");
    }
  }

  private static void loadExtended(Operand.Memory memory, Emitter emitter) {
    leaveUnlessRoom(emitter);
    emitter.memory.openRead(memory, 10);
    emitter.memory.pushHost(Opened.FIRST, 8);
    emitter.memory.getSigned(2);
    emitter.zeroExtendInt(2);
    emitter.memory.pushSigned(8, Opened.FIRST);
    pushValueOnStack(emitter);
  }

  private static void loadInteger(Operand.Memory memory, Emitter emitter) {
    leaveUnlessRoom(emitter);
    openInteger(memory, emitter);
    pushInteger(emitter);
    pushValueOnStack(emitter);
  }

  /** Opens an integer operand; its value goes into LONG_A. */
  static void openInteger(Operand.Memory memory, Emitter emitter) {
    emitter.memory.openRead(memory, memory.size());
    emitter.memory.pushSigned(memory.size(), Opened.FIRST);
    if (memory.size() != 8) {
      emitter.code.visitInsn(I2L);
    }
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_A);
  }

  /** Pushes the value that {@link #openInteger} left: sign and exponent, significand. */
  static void pushInteger(Emitter emitter) {
    emitter.code.visitVarInsn(LLOAD, Slots.LONG_A);
    emitter.call(INTEGERS, "signExponent", "(J)I");
    emitter.code.visitVarInsn(LLOAD, Slots.LONG_A);
    emitter.call(INTEGERS, "significand", "(J)J");
  }

  // Stores

  private static void store(Instruction instruction, Emitter emitter) {
    X87Locals x87 = emitter.x87;
    x87.leaveIfEmpty(x87.register(0));
    switch (instruction.operand(0)) {
      case Operand.St st -> {
        X87Lowering.copy(x87.register(0), x87.register(st.index()), emitter);
        x87.tagValid(x87.register(st.index()));
        x87.clearC1();
      }
      case Operand.Memory memory -> {
        emitter.memory.openWrite(memory, memory.size());
        toMemory(instruction, memory, emitter);
      }
      default -> throw new IllegalArgumentException(instruction.toString());
    }
    switch (instruction.mnemonic()) {
      case FSTP, FISTP, FISTTP -> x87.pop();
      default -> {}
    }
  }

  private static void toMemory(Instruction instruction, Operand.Memory memory, Emitter emitter) {
    X87Locals x87 = emitter.x87;
    int source = x87.register(0);
    boolean integer =
        instruction.mnemonic() != Mnemonic.FST && instruction.mnemonic() != Mnemonic.FSTP;
    emitter.memory.pushHost(Opened.FIRST);
    if (memory.size() == 10) {
      emitter.code.visitVarInsn(LLOAD, x87.significand(source));
      emitter.memory.put(8);
      emitter.memory.pushHost(Opened.FIRST, 8);
      emitter.code.visitVarInsn(ILOAD, x87.signExponent(source));
      emitter.memory.put(2);
      x87.clearC1();
      return;
    }
    x87.pushContext();
    x87.pushValue(source);
    String arguments = "(L" + X87Locals.CONTEXT + ";IJ";
    if (integer) {
      emitter.push(8 * memory.size());
      emitter.call(
          INTEGERS,
          instruction.mnemonic() == Mnemonic.FISTTP ? "truncated" : "rounded",
          arguments + "I)J");
      if (memory.size() != 8) {
        emitter.code.visitInsn(L2I);
      }
    } else {
      emitter.call(
          NEAREST,
          memory.size() == 4 ? "toFloat32" : "toFloat64",
          arguments + (memory.size() == 4 ? ")I" : ")J"));
    }
    emitter.memory.put(memory.size());
    x87.conclude();
  }
}
