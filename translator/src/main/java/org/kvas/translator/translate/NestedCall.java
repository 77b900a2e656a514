package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import org.objectweb.asm.Label;

/**
 * A call of the guest to code outside the region as a call of the JVM, which predicts where it
 * returns to and, by the site's inline cache, where it goes. The state is exact in between, so that
 * whatever the callee does is right: control that does not come back to behind the call leaves this
 * region, too.
 */
final class NestedCall {
  private static final String REGION_TYPE = "L" + Names.REGION_CODE + ";";

  private NestedCall() {}

  /**
   * To the address in LONG_A, for a call whose return address is pushed; comes back to a label.
   * Everything completed has been counted.
   */
  static void emit(Emitter emitter, Label back) {
    var code = emitter.code;
    code.visitVarInsn(ALOAD, Slots.CPU);
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    code.visitFieldInsn(PUTFIELD, Names.VCPU_STATE, "rip", "J");
    emitter.registers.writeBackUsed();
    emitter.vectors.writeBackUsed();
    emitter.writeBack();
    code.visitVarInsn(ALOAD, Slots.CPU);
    code.visitFieldInsn(GETFIELD, Names.VCPU_STATE, "epoch", "I");
    code.visitVarInsn(ISTORE, Slots.INT_A);
    code.visitVarInsn(ALOAD, Slots.CPU);
    code.visitMethodInsn(INVOKEVIRTUAL, Names.VCPU_STATE, "callee", "()" + REGION_TYPE, false);
    code.visitInsn(DUP);
    Label none = new Label();
    Label done = new Label();
    code.visitJumpInsn(IFNULL, none);
    code.visitVarInsn(ALOAD, Slots.CPU);
    code.visitInsn(DUP);
    code.visitFieldInsn(GETFIELD, Names.VCPU_STATE, "entry", "I");
    code.visitMethodInsn(INVOKEVIRTUAL, Names.REGION_CODE, "run", Names.RUN_TYPE, false);
    code.visitJumpInsn(GOTO, done);
    emitter.placeWith(none, Names.REGION_CODE);
    code.visitInsn(POP);
    emitter.place(done);
    goOnIfBack(emitter, back);
  }

  private static void goOnIfBack(Emitter emitter, Label back) {
    var code = emitter.code;
    code.visitVarInsn(ALOAD, Slots.CPU);
    emitter.pushRip(emitter.nextOffset());
    code.visitVarInsn(ILOAD, Slots.INT_A);
    code.visitMethodInsn(INVOKEVIRTUAL, Names.VCPU_STATE, "isBack", "(JI)Z", false);
    Label returned = new Label();
    code.visitJumpInsn(IFNE, returned);
    code.visitInsn(RETURN);
    emitter.place(returned);
    emitter.registers.load();
    emitter.vectors.load();
    emitter.flags.load();
    emitter.forget();
    if (emitter.isCounting()) {
      emitter.leaveIfPending(emitter.leaveCounted(emitter.nextOffset()));
    }
    code.visitJumpInsn(GOTO, back);
  }
}
