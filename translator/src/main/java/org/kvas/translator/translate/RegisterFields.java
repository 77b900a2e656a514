package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import org.objectweb.asm.MethodVisitor;

/** General registers in the state's own fields, always exact: for code that runs only once. */
final class RegisterFields extends Registers {
  RegisterFields(MethodVisitor code) {
    super(code);
  }

  @Override
  void push64(int index) {
    code.visitVarInsn(ALOAD, Slots.CPU);
    get(index);
  }

  @Override
  void store(int index) {
    code.visitVarInsn(LSTORE, Slots.EXIT_RIP);
    code.visitVarInsn(ALOAD, Slots.CPU);
    code.visitVarInsn(LLOAD, Slots.EXIT_RIP);
    put(index);
  }

  @Override
  void load() {}

  @Override
  void writeBackUsed() {}

  @Override
  void writeBackWritten() {}
}
