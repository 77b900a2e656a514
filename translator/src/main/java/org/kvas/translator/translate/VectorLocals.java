package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import java.util.Collections;
import java.util.List;
import org.kvas.translator.x86.semantics.sse.UpperHalves;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Vector registers as JVM locals: a long for each quadword of each register that the region names,
 * two where it names only the XMM register. The upper half of such a register stays in the state.
 * Bits are never held in floating-point locals.
 */
final class VectorLocals {
  private static final int REGISTERS = 16;

  private final MethodVisitor code;
  private final VectorUse use;
  private final int firstSlot;
  private int written;

  /** Registers whose upper half is known to be zero here. */
  private int upperZero;

  /** The 16-byte lane, 0 or 1, that {@link VectorOperands} takes operands from. */
  private int lane;

  VectorLocals(MethodVisitor code, VectorUse use, int firstSlot) {
    this.code = code;
    this.use = use;
    this.firstSlot = firstSlot;
  }

  /** Adds the types of the locals. */
  static void types(VectorUse use, List<Object> types) {
    int quadwords = 2 * Integer.bitCount(use.named()) + 2 * Integer.bitCount(use.wide());
    types.addAll(Collections.nCopies(quadwords, Opcodes.LONG));
  }

  private static boolean has(int set, int register) {
    return (set >>> register & 1) != 0;
  }

  private int slot(int register, int quadword) {
    if (!has(use.named(), register)) {
      throw new IllegalStateException(
          "XMM" + register + " is not among those the region was said to use");
    }
    int before = (1 << register) - 1;
    int quadwords =
        2 * Integer.bitCount(use.named() & before) + 2 * Integer.bitCount(use.wide() & before);
    return firstSlot + 2 * (quadwords + quadword);
  }

  private boolean isLocal(int register, int quadword) {
    return quadword < 2 || has(use.wide(), register);
  }

  int lane() {
    return lane;
  }

  void setLane(int lane) {
    this.lane = lane;
  }

  /** Pushes quadword 0 to 3. */
  void push(int register, int quadword) {
    if (isLocal(register, quadword)) {
      code.visitVarInsn(LLOAD, slot(register, quadword));
    } else {
      pushElement(register, quadword);
      code.visitInsn(LALOAD);
    }
  }

  /** Pops quadword 0 to 3; 2 and 3 only of registers that the region names as YMM. */
  void pop(int register, int quadword) {
    if (!isLocal(register, quadword)) {
      throw new IllegalStateException("the upper half of YMM" + register + " is not in locals");
    }
    code.visitVarInsn(LSTORE, slot(register, quadword));
    written |= 1 << register;
    if (quadword >= 2) {
      upperZero &= ~(1 << register);
    }
  }

  /** What a VEX-encoded instruction does to the register when it writes the lower half. */
  void clearUpper(int register) {
    if (has(upperZero, register)) {
      return;
    }
    for (int quadword = 2; quadword < 4; quadword++) {
      if (isLocal(register, quadword)) {
        code.visitInsn(LCONST_0);
        pop(register, quadword);
      } else {
        pushElement(register, quadword);
        code.visitInsn(LCONST_0);
        code.visitInsn(LASTORE);
      }
    }
    upperZero |= 1 << register;
  }

  /** VZEROUPPER of the first {@code registers}. */
  void clearUppers(int registers) {
    int inState = 0;
    for (int register = 0; register < registers; register++) {
      if (has(use.wide(), register)) {
        clearUpper(register);
      } else if (!has(upperZero, register)) {
        inState |= 1 << register;
      }
    }
    if (inState != 0) {
      pushArray();
      code.visitLdcInsn(inState);
      code.visitMethodInsn(
          INVOKESTATIC, Type.getInternalName(UpperHalves.class), "clear", "([JI)V", false);
      upperZero |= inState;
    }
  }

  /** What was known of upper halves may no longer hold. */
  void forget() {
    upperZero = 0;
  }

  private void pushElement(int register, int quadword) {
    pushArray();
    code.visitIntInsn(BIPUSH, 4 * register + quadword);
  }

  private void pushArray() {
    code.visitVarInsn(ALOAD, Slots.CPU);
    code.visitFieldInsn(GETFIELD, Names.VCPU_STATE, "vector", "[J");
  }

  /** From the state, all that the region uses. */
  void load() {
    for (int register = 0; register < REGISTERS; register++) {
      if (has(use.named(), register)) {
        for (int quadword = 0; quadword < 4 && isLocal(register, quadword); quadword++) {
          pushElement(register, quadword);
          code.visitInsn(LALOAD);
          code.visitVarInsn(LSTORE, slot(register, quadword));
        }
      }
    }
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
    writeBack(use.named());
  }

  private void writeBack(int registers) {
    for (int register = 0; register < REGISTERS; register++) {
      if (has(registers, register)) {
        for (int quadword = 0; quadword < 4 && isLocal(register, quadword); quadword++) {
          pushElement(register, quadword);
          code.visitVarInsn(LLOAD, slot(register, quadword));
          code.visitInsn(LASTORE);
        }
      }
    }
  }
}
