package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.state.GeneralRegisters;
import org.kvas.translator.x86.decode.Operand;
import org.objectweb.asm.MethodVisitor;

/**
 * General registers, 64 bits each; 32-bit writes zero-extend, which outside 64-bit mode keeps the
 * upper halves zero. Values on the JVM stack are ints up to 4 bytes, longs for 8.
 */
abstract sealed class Registers permits RegisterLocals, RegisterFields {
  final MethodVisitor code;

  /** How often each was changed in the code emitted so far. */
  private final int[] versions = new int[16];

  Registers(MethodVisitor code) {
    this.code = code;
  }

  /** From the state that is on the JVM stack. */
  final void get(int index) {
    code.visitFieldInsn(GETFIELD, Names.VCPU_STATE, GeneralRegisters.field(index), "J");
  }

  /** To the state that is on the JVM stack below the value. */
  final void put(int index) {
    code.visitFieldInsn(PUTFIELD, Names.VCPU_STATE, GeneralRegisters.field(index), "J");
  }

  /** All 64 bits. */
  abstract void push64(int index);

  final void pop64(int index) {
    versions[index]++;
    store(index);
  }

  abstract void store(int index);

  /** Differs where code emitted in between changes the register; 0 for what is none. */
  final int version(int index) {
    return index < versions.length ? versions[index] : 0;
  }

  /** From the state, all that the region uses. */
  abstract void load();

  /** To the state, all that the region uses. */
  abstract void writeBackUsed();

  /** To the state, all that the region writes anywhere; once the whole region has been emitted. */
  abstract void writeBackWritten();

  /** Sign-extended to int for 1 and 2 bytes. */
  void pushSigned(Operand.Gpr register) {
    push64(register.index());
    if (register.size() == 8) {
      return;
    }
    if (register.high()) {
      code.visitIntInsn(BIPUSH, 8);
      code.visitInsn(LUSHR);
    }
    code.visitInsn(L2I);
    if (register.size() == 1) {
      code.visitInsn(I2B);
    } else if (register.size() == 2) {
      code.visitInsn(I2S);
    }
  }

  /** Zero-extended to int for 1 and 2 bytes. */
  void pushUnsigned(Operand.Gpr register) {
    push64(register.index());
    if (register.size() == 8) {
      return;
    }
    if (register.high()) {
      code.visitIntInsn(BIPUSH, 8);
      code.visitInsn(LUSHR);
    }
    code.visitInsn(L2I);
    if (register.size() < 4) {
      if (register.size() == 1) {
        code.visitIntInsn(SIPUSH, 0xff);
      } else {
        code.visitLdcInsn(0xffff);
      }
      code.visitInsn(IAND);
    }
  }

  /** Pops an int (or a long for 8 bytes) into a register; upper bits of the int are ignored. */
  void pop(Operand.Gpr register) {
    if (register.size() != 8) {
      code.visitInsn(I2L);
    }
    popLong(register);
  }

  /** Pops a long into a register; its upper bits are ignored. */
  void popLong(Operand.Gpr register) {
    switch (register.size()) {
      case 8 -> {}
      case 4 -> {
        code.visitLdcInsn(0xffff_ffffL);
        code.visitInsn(LAND);
      }
      case 2 -> merge(register.index(), 0xffffL, 0);
      default -> merge(register.index(), 0xffL, register.high() ? 8 : 0);
    }
    pop64(register.index());
  }

  private void merge(int index, long mask, int shift) {
    code.visitLdcInsn(mask);
    code.visitInsn(LAND);
    if (shift != 0) {
      code.visitIntInsn(BIPUSH, shift);
      code.visitInsn(LSHL);
    }
    push64(index);
    code.visitLdcInsn(~(mask << shift));
    code.visitInsn(LAND);
    code.visitInsn(LOR);
  }
}
