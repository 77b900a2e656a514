package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import org.objectweb.asm.MethodVisitor;

/** General registers as JVM locals, loaded at entries and put back at exits. */
final class RegisterLocals extends Registers {
  private final int used;
  private int written;

  RegisterLocals(MethodVisitor code, int used) {
    super(code);
    this.used = used;
  }

  private int slot(int index) {
    if ((used >>> index & 1) == 0) {
      throw new IllegalStateException(
          "register " + index + " is not among those the region was said to use");
    }
    return Slots.register(index);
  }

  @Override
  void push64(int index) {
    code.visitVarInsn(LLOAD, slot(index));
  }

  @Override
  void store(int index) {
    code.visitVarInsn(LSTORE, slot(index));
    written |= 1 << index;
  }

  @Override
  void writeBackUsed() {
    writeBack(used);
  }

  @Override
  void writeBackWritten() {
    writeBack(written);
  }

  private void writeBack(int mask) {
    for (int i = 0; i < 16; i++) {
      if ((mask >>> i & 1) != 0) {
        code.visitVarInsn(ALOAD, Slots.CPU);
        code.visitVarInsn(LLOAD, Slots.register(i));
        put(i);
      }
    }
  }

  @Override
  void load() {
    for (int i = 0; i < 16; i++) {
      if ((used >>> i & 1) != 0) {
        code.visitVarInsn(ALOAD, Slots.CPU);
        get(i);
        code.visitVarInsn(LSTORE, Slots.register(i));
      }
    }
  }
}
