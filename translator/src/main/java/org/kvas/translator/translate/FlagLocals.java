package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.x86.semantics.Flags;
import org.objectweb.asm.Label;

/**
 * The lazy flag tuple in locals. Within a block the operation that set the flags is mostly known,
 * and a condition becomes a compare of its operands; elsewhere the shared {@link Flags} decides.
 */
final class FlagLocals {
  /** Whatever came at run time. */
  static final int UNKNOWN = -1;

  private static final int KIND_MASK = ~3;

  private final Emitter emitter;
  private int known = UNKNOWN;

  FlagLocals(Emitter emitter) {
    this.emitter = emitter;
  }

  /** From here on the operation is whatever came at run time. */
  void forget() {
    known = UNKNOWN;
  }

  /** The operation that set the flags, or {@link #UNKNOWN}. */
  int known() {
    return known;
  }

  /** Wherever control comes from, an operation has set the flags. */
  void assume(int operation) {
    known = operation;
  }

  /**
   * Flags of an operation whose operands the caller has put, or now puts, into FLAG_A and FLAG_B.
   */
  void set(int operation) {
    emitter.push(operation);
    emitter.code.visitVarInsn(ISTORE, Slots.FLAG_OPERATION);
    known = operation;
  }

  /** Pops the operation, an int that is known at run time only. */
  void popOperation() {
    emitter.code.visitVarInsn(ISTORE, Slots.FLAG_OPERATION);
    forget();
  }

  /** Pops the long on the stack into operand A. */
  void popA() {
    emitter.code.visitVarInsn(LSTORE, Slots.FLAG_A);
  }

  void popB() {
    emitter.code.visitVarInsn(LSTORE, Slots.FLAG_B);
  }

  void load() {
    loadField("flagOperation", "I", ISTORE, Slots.FLAG_OPERATION);
    loadField("flagA", "J", LSTORE, Slots.FLAG_A);
    loadField("flagB", "J", LSTORE, Slots.FLAG_B);
  }

  private void loadField(String name, String type, int store, int slot) {
    emitter.code.visitVarInsn(ALOAD, Slots.CPU);
    emitter.code.visitFieldInsn(GETFIELD, Names.VCPU_STATE, name, type);
    emitter.code.visitVarInsn(store, slot);
  }

  void writeBack() {
    writeField("flagOperation", "I", ILOAD, Slots.FLAG_OPERATION);
    writeField("flagA", "J", LLOAD, Slots.FLAG_A);
    writeField("flagB", "J", LLOAD, Slots.FLAG_B);
  }

  private void writeField(String name, String type, int load, int slot) {
    emitter.code.visitVarInsn(ALOAD, Slots.CPU);
    emitter.code.visitVarInsn(load, slot);
    emitter.code.visitFieldInsn(PUTFIELD, Names.VCPU_STATE, name, type);
  }

  private void pushTuple() {
    if (known == UNKNOWN) {
      emitter.code.visitVarInsn(ILOAD, Slots.FLAG_OPERATION);
    } else {
      emitter.push(known);
    }
    emitter.code.visitVarInsn(LLOAD, Slots.FLAG_A);
    emitter.code.visitVarInsn(LLOAD, Slots.FLAG_B);
  }

  /** Pushes CF as 0 or 1. */
  void pushCarry() {
    switch (known == UNKNOWN ? UNKNOWN : known & KIND_MASK) {
      case Flags.LOGIC -> emitter.push(0);
      case Flags.INC, Flags.DEC, Flags.RESULT -> pushCarryOf(Slots.FLAG_B);
      case Flags.BITS -> pushCarryOf(Slots.FLAG_A);
      case Flags.ADD -> {
        pushTuple();
        emitter.call(Names.FLAGS, "carryOfSum", "(IJJ)Z");
      }
      case Flags.SUB -> {
        emitter.code.visitVarInsn(LLOAD, Slots.FLAG_A);
        emitter.code.visitVarInsn(LLOAD, Slots.FLAG_B);
        emitter.call(Names.FLAGS, "carryOfDifference", "(JJ)Z");
      }
      default -> {
        pushTuple();
        emitter.call(Names.FLAGS, "carry", "(IJJ)Z");
      }
    }
  }

  private void pushCarryOf(int slot) {
    emitter.code.visitVarInsn(LLOAD, slot);
    emitter.code.visitInsn(L2I);
    emitter.push(Flags.CF);
    emitter.code.visitInsn(IAND);
  }

  /** Pushes the six flags as RFLAGS bits. */
  void pushStatus() {
    pushTuple();
    emitter.call(Names.FLAGS, "status", "(IJJ)I");
  }

  /** Pops the six flags as RFLAGS bits: an int. */
  void popStatus() {
    emitter.code.visitInsn(I2L);
    popA();
    emitter.push(0L);
    popB();
    set(Flags.BITS);
  }

  /** Jumps where a condition code (0 to 15) holds. */
  void jumpIf(int condition, Label target) {
    if (known != UNKNOWN && jumpByCompare(condition, target)) {
      return;
    }
    emitter.push(condition & ~1);
    pushTuple();
    emitter.call(Names.FLAGS, "condition", "(IIJJ)Z");
    emitter.code.visitJumpInsn((condition & 1) == 0 ? IFNE : IFEQ, target);
  }

  private boolean jumpByCompare(int condition, Label target) {
    return switch (known & KIND_MASK) {
      case Flags.SUB -> jumpAfterSubtraction(condition, target);
      case Flags.LOGIC -> jumpAfterLogic(condition, target);
      case Flags.ADD, Flags.INC, Flags.DEC, Flags.RESULT -> jumpAfterResult(condition, target);
      case Flags.BITS -> jumpByBits(condition, target);
      default -> false;
    };
  }

  private boolean jumpByBits(int condition, Label target) {
    int mask =
        switch (condition >> 1) {
          case 0 -> Flags.OF;
          case 1 -> Flags.CF;
          case 2 -> Flags.ZF;
          case 3 -> Flags.CF | Flags.ZF;
          case 4 -> Flags.SF;
          case 5 -> Flags.PF;
          default -> 0;
        };
    if (mask == 0) {
      return false;
    }
    emitter.code.visitVarInsn(LLOAD, Slots.FLAG_A);
    emitter.code.visitInsn(L2I);
    emitter.push(mask);
    emitter.code.visitInsn(IAND);
    emitter.code.visitJumpInsn((condition & 1) == 0 ? IFNE : IFEQ, target);
    return true;
  }

  private boolean jumpAfterSubtraction(int condition, Label target) {
    int jump;
    switch (condition) {
      case 2, 3, 6, 7 -> {
        pushOperands();
        boolean wide = (known & 3) == 3;
        emitter.call(
            wide ? "java/lang/Long" : "java/lang/Integer",
            "compareUnsigned",
            wide ? "(JJ)I" : "(II)I");
        jump = new int[] {IFLT, IFGE, 0, 0, IFLE, IFGT}[condition - 2];
      }
      case 4, 5, 12, 13, 14, 15 -> {
        jump =
            switch (condition) {
              case 4 -> IFEQ;
              case 5 -> IFNE;
              case 12 -> IFLT;
              case 13 -> IFGE;
              case 14 -> IFLE;
              default -> IFGT;
            };
        pushOperands();
        if ((known & 3) == 3) {
          emitter.code.visitInsn(LCMP);
        } else {
          jump += IF_ICMPEQ - IFEQ;
        }
      }
      case 8, 9 -> {
        pushOperands();
        if ((known & 3) == 3) {
          emitter.code.visitInsn(LSUB);
          emitter.push(0L);
          emitter.code.visitInsn(LCMP);
        } else {
          emitter.code.visitInsn(ISUB);
          emitter.signExtendInt(1 << (known & 3));
        }
        jump = condition == 8 ? IFLT : IFGE;
      }
      default -> {
        return false;
      }
    }
    emitter.code.visitJumpInsn(jump, target);
    return true;
  }

  private void pushOperands() {
    emitter.code.visitVarInsn(LLOAD, Slots.FLAG_A);
    narrow();
    emitter.code.visitVarInsn(LLOAD, Slots.FLAG_B);
    narrow();
  }

  private void narrow() {
    if ((known & 3) != 3) {
      emitter.code.visitInsn(L2I);
    }
  }

  private boolean jumpAfterLogic(int condition, Label target) {
    int jump =
        switch (condition) {
          case 4, 6 -> IFEQ;
          case 5, 7 -> IFNE;
          case 8, 12 -> IFLT;
          case 9, 13 -> IFGE;
          case 14 -> IFLE;
          case 15 -> IFGT;
          default -> 0;
        };
    if (jump == 0) {
      return false;
    }
    pushResult();
    emitter.code.visitJumpInsn(jump, target);
    return true;
  }

  private boolean jumpAfterResult(int condition, Label target) {
    int jump =
        switch (condition) {
          case 4 -> IFEQ;
          case 5 -> IFNE;
          case 8 -> IFLT;
          case 9 -> IFGE;
          default -> 0;
        };
    if (jump == 0) {
      return false;
    }
    pushResult();
    emitter.code.visitJumpInsn(jump, target);
    return true;
  }

  /** Pushes an int with the sign and zeroness of the result. */
  private void pushResult() {
    emitter.code.visitVarInsn(LLOAD, Slots.FLAG_A);
    boolean wide = (known & 3) == 3;
    if ((known & KIND_MASK) == Flags.ADD) {
      emitter.code.visitVarInsn(LLOAD, Slots.FLAG_B);
      emitter.code.visitInsn(LADD);
      if (!wide) {
        emitter.code.visitInsn(L2I);
        emitter.signExtendInt(1 << (known & 3));
        return;
      }
    }
    if (wide) {
      emitter.push(0L);
      emitter.code.visitInsn(LCMP);
    } else {
      emitter.code.visitInsn(L2I);
    }
  }
}
