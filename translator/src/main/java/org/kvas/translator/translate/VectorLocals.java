package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import java.util.Collections;
import java.util.List;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * XMM registers as JVM locals: two longs, their quadwords, for each register that the region names.
 * Their bits are never held in floating-point locals.
 */
final class VectorLocals {
  private static final int REGISTERS = 16;

  private final MethodVisitor code;
  private final int used;
  private final int firstSlot;
  private int written;

  /**
   * @param used bit n: XMMn has locals, from {@code firstSlot} on
   */
  VectorLocals(MethodVisitor code, int used, int firstSlot) {
    this.code = code;
    this.used = used;
    this.firstSlot = firstSlot;
  }

  /** Adds the types of the locals. */
  static void types(int used, List<Object> types) {
    types.addAll(Collections.nCopies(2 * Integer.bitCount(used), Opcodes.LONG));
  }

  private int slot(int register, int quadword) {
    if ((used >>> register & 1) == 0) {
      throw new IllegalStateException(
          "XMM" + register + " is not among those the region was said to use");
    }
    return firstSlot + 4 * Integer.bitCount(used & (1 << register) - 1) + 2 * quadword;
  }

  /** Pushes quadword 0 or 1. */
  void push(int register, int quadword) {
    code.visitVarInsn(LLOAD, slot(register, quadword));
  }

  void pop(int register, int quadword) {
    code.visitVarInsn(LSTORE, slot(register, quadword));
    written |= 1 << register;
  }

  /** From the state, all that the region uses. */
  void load() {
    for (int register = 0; register < REGISTERS; register++) {
      if ((used >>> register & 1) != 0) {
        loadQuadword(register, 0);
        loadQuadword(register, 1);
      }
    }
  }

  private void loadQuadword(int register, int quadword) {
    code.visitVarInsn(ALOAD, Slots.VECTOR);
    code.visitIntInsn(BIPUSH, 4 * register + quadword);
    code.visitInsn(LALOAD);
    code.visitVarInsn(LSTORE, slot(register, quadword));
  }

  /**
   * To the state, all that the region writes anywhere; at a point where the whole region has been
   * emitted.
   */
  void writeBackWritten() {
    writeBack(written);
  }

  /** To the state, all that the region uses. */
  void writeBackUsed() {
    writeBack(used);
  }

  private void writeBack(int registers) {
    for (int register = 0; register < REGISTERS; register++) {
      if ((registers >>> register & 1) != 0) {
        writeBackQuadword(register, 0);
        writeBackQuadword(register, 1);
      }
    }
  }

  private void writeBackQuadword(int register, int quadword) {
    code.visitVarInsn(ALOAD, Slots.VECTOR);
    code.visitIntInsn(BIPUSH, 4 * register + quadword);
    code.visitVarInsn(LLOAD, slot(register, quadword));
    code.visitInsn(LASTORE);
  }
}
