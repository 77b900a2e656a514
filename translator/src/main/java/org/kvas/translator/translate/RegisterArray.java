package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import org.objectweb.asm.MethodVisitor;

/** General registers in the state's own array, always exact: for code that runs only once. */
final class RegisterArray extends Registers {
  private final int used;

  RegisterArray(MethodVisitor code, int used) {
    super(code);
    this.used = used;
  }

  @Override
  void push64(int index) {
    code.visitVarInsn(ALOAD, Slots.GPR);
    code.visitIntInsn(BIPUSH, index);
    code.visitInsn(LALOAD);
  }

  @Override
  void pop64(int index) {
    code.visitVarInsn(LSTORE, Slots.EXIT_RIP);
    code.visitVarInsn(ALOAD, Slots.GPR);
    code.visitIntInsn(BIPUSH, index);
    code.visitVarInsn(LLOAD, Slots.EXIT_RIP);
    code.visitInsn(LASTORE);
  }

  /** One look at the last register, so that HotSpot knows all the others to be within bounds. */
  @Override
  void load() {
    if (used != 0) {
      push64(31 - Integer.numberOfLeadingZeros(used));
      code.visitInsn(POP2);
    }
  }

  @Override
  void writeBackUsed() {}

  @Override
  void writeBackWritten() {}
}
