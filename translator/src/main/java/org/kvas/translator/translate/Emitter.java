package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.translate.SharedChecks.Detour;
import org.kvas.translator.x86.semantics.sse.Mxcsr;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * The one writer of bytecode. Lowerings speak to it in terms of guest registers, memory operands
 * and flags; it knows locals, frames and exits.
 *
 * <p>An instruction that may leave the region (a TLB miss) changes no register, flag or byte before
 * its last check.
 */
final class Emitter {
  final MethodVisitor code;
  final int mode;
  final Registers registers;
  final VectorLocals vectors;
  final X87Locals x87;
  final FlagLocals flags;
  final MemoryAccess memory;
  final SharedChecks shared;

  private final int slots;
  private final Object[] frame;
  private final List<Exit> exits = new ArrayList<>();
  private final Label offsetTail = new Label();
  private final Label exitTail = new Label();
  private final boolean inPlace;
  private final boolean counting;
  private final int regionInstructions;

  private int offset;
  private int nextOffset;
  private int completedInBlock;
  private boolean flagsNeeded = true;
  private Label leaveHere = new Label();
  private boolean leaveHereUsed;
  private boolean simdMasked;

  /** A stub that sets {@code rip} to an offset and leaves. */
  private record Exit(Label label, int offset, int completed) {}

  /**
   * @param sharing whether one TLB check may do for several accesses of the block at an offset
   */
  Emitter(
      MethodVisitor code,
      String regionClass,
      RegionPlan plan,
      boolean counting,
      IntPredicate sharing) {
    RegisterUse use = RegisterUse.of(plan);
    this.code = code;
    this.mode = plan.mode();
    this.inPlace = plan.inPlace();
    this.counting = counting;
    this.regionInstructions = plan.instructionCount();
    List<Object> further = new ArrayList<>();
    VectorLocals.types(use.vector(), further);
    int x87Slots = Slots.FURTHER + Slots.count(further);
    X87Locals.types(use.x87(), further);
    int sharedSlots = Slots.FURTHER + Slots.count(further);
    Map<Integer, AccessGroups> groups = SharedChecks.groups(plan, sharing);
    SharedChecks.types(groups, further);
    this.slots = Slots.FURTHER + Slots.count(further);
    this.frame = Slots.frame(regionClass, further);
    this.registers =
        plan.inPlace() ? new RegisterFields(code) : new RegisterLocals(code, use.general());
    this.vectors = new VectorLocals(code, use.vector(), Slots.FURTHER);
    this.x87 = new X87Locals(this, use.x87(), x87Slots);
    this.flags = new FlagLocals(this);
    this.shared = new SharedChecks(this, groups, sharedSlots);
    this.memory = new MemoryAccess(this, plan.inPlace(), shared);
  }

  // Position

  void startBlock(int at) {
    completedInBlock = 0;
    forget();
    x87.startBlock(at);
  }

  /** In the middle of a block. */
  void resume(Detour detour) {
    completedInBlock = detour.completed();
    forget();
    x87.resume(detour.x87Depth());
  }

  /** What was known from the code before the current instruction may no longer hold. */
  void forget() {
    flags.forget();
    simdMasked = false;
    vectors.forget();
    x87.forget();
    shared.forget();
  }

  void startInstruction(int at, int next, boolean observed) {
    finishInstruction();
    offset = at;
    nextOffset = next;
    flagsNeeded = observed;
  }

  /** Places what the instruction before left open. */
  void finishInstruction() {
    if (leaveHereUsed) {
      exits.add(new Exit(leaveHere, offset, completedInBlock));
      leaveHere = new Label();
      leaveHereUsed = false;
    }
  }

  void instructionCompleted() {
    completedInBlock++;
  }

  /** Local variable slots of the method. */
  int slots() {
    return slots;
  }

  int offset() {
    return offset;
  }

  int nextOffset() {
    return nextOffset;
  }

  int codeBits() {
    return ExecutionMode.codeBits(mode);
  }

  boolean isLong() {
    return codeBits() == 64;
  }

  /** Real and virtual-8086 mode have no VEX prefixes. SDM Vol. 2A, 2.3. */
  boolean mayHaveVex() {
    return (mode & ExecutionMode.PROTECTED) != 0;
  }

  /** Whether anybody can see the status flags that the current instruction sets. */
  boolean flagsNeeded() {
    return flagsNeeded;
  }

  // Labels and exits

  void place(Label label) {
    code.visitLabel(label);
    code.visitFrame(F_NEW, frame.length, frame, 0, null);
  }

  /** As {@link #place}, with a reference on the stack. */
  void placeWith(Label label, String type) {
    code.visitLabel(label);
    code.visitFrame(F_NEW, frame.length, frame, 1, new Object[] {type});
  }

  /** Where to jump to leave the region before the current instruction, with nothing of it done. */
  Label leaveHere() {
    leaveHereUsed = true;
    return leaveHere;
  }

  /** A new exit to the address at an offset; the current instruction counts as completed. */
  Label leaveTo(int target) {
    Label label = new Label();
    exits.add(new Exit(label, target, completedInBlock + 1));
    return label;
  }

  /** A new exit to the address at an offset; everything completed has been counted. */
  Label leaveCounted(int target) {
    Label label = new Label();
    exits.add(new Exit(label, target, 0));
    return label;
  }

  /** Leaves to the address on the stack (a long); everything completed has been counted. */
  void leaveToStackCounted() {
    maskRip();
    code.visitVarInsn(LSTORE, Slots.EXIT_RIP);
    code.visitJumpInsn(GOTO, exitTail);
  }

  /** rip of an offset, masked as the code size demands. */
  void pushRip(int target) {
    code.visitVarInsn(LLOAD, Slots.BASE);
    if (target != 0) {
      push((long) target);
      code.visitInsn(LADD);
    }
    maskRip();
  }

  private void maskRip() {
    if (!isLong()) {
      push(0xffff_ffffL);
      code.visitInsn(LAND);
    }
  }

  void countCompleted(int instructions) {
    if (counting && instructions != 0) {
      code.visitVarInsn(LLOAD, Slots.COUNT);
      push((long) instructions);
      code.visitInsn(LADD);
      code.visitVarInsn(LSTORE, Slots.COUNT);
    }
  }

  /**
   * Control goes on in the region behind the current instruction: its block's instructions are
   * done.
   */
  void countBlock() {
    countCompleted(completedInBlock + 1);
  }

  int completedInBlock() {
    return completedInBlock;
  }

  /** Whether the code is first compiled quickly: see {@link RegionPlan#inPlace()}. */
  boolean isInPlace() {
    return inPlace;
  }

  boolean isCounting() {
    return counting;
  }

  /** What was completed before the current instruction has been counted already. */
  void discountCompleted() {
    completedInBlock = 0;
  }

  /** A new exit to the next instruction, the current one being done. */
  Label leaveAfter() {
    return leaveTo(nextOffset);
  }

  /**
   * Writes the exit stubs, as short as they can be, and the common tail that makes RIP of their
   * offsets and puts the state back.
   */
  void placeExits() {
    finishInstruction();
    for (Exit exit : exits) {
      place(exit.label);
      countCompleted(exit.completed);
      push(exit.offset);
      code.visitVarInsn(ISTORE, Slots.INT_B);
      code.visitJumpInsn(GOTO, offsetTail);
    }
    place(offsetTail);
    code.visitVarInsn(LLOAD, Slots.BASE);
    code.visitVarInsn(ILOAD, Slots.INT_B);
    code.visitInsn(I2L);
    code.visitInsn(LADD);
    maskRip();
    code.visitVarInsn(LSTORE, Slots.EXIT_RIP);
    if (x87.isUsed()) {
      code.visitJumpInsn(GOTO, exitTail);
    } else {
      placeReturn(); // of its own: C1 moves blocks with a return behind them out of the way
    }
    place(exitTail);
    placeReturn();
  }

  private void placeReturn() {
    code.visitVarInsn(ALOAD, Slots.CPU);
    code.visitVarInsn(LLOAD, Slots.EXIT_RIP);
    code.visitFieldInsn(PUTFIELD, Names.VCPU_STATE, "rip", "J");
    registers.writeBackWritten();
    writeBack();
    vectors.writeBackWritten();
    x87.store();
    code.visitInsn(RETURN);
  }

  /** Flags and counter to the state. */
  void writeBack() {
    flags.writeBack();
    if (counting) {
      code.visitVarInsn(ALOAD, Slots.CPU);
      code.visitInsn(DUP);
      code.visitFieldInsn(GETFIELD, Names.VCPU_STATE, "instructions", "J");
      code.visitVarInsn(LLOAD, Slots.COUNT);
      code.visitInsn(LADD);
      code.visitFieldInsn(PUTFIELD, Names.VCPU_STATE, "instructions", "J");
      push(0L);
      code.visitVarInsn(LSTORE, Slots.COUNT);
    }
  }

  /**
   * Leaves unless all SIMD floating-point exceptions are masked, so that nothing behind this raises
   * one.
   */
  void leaveUnlessSimdMasked() {
    if (!simdMasked) {
      code.visitVarInsn(ALOAD, Slots.CPU);
      code.visitFieldInsn(GETFIELD, Names.VCPU_STATE, "mxcsr", "I");
      push(Mxcsr.MASKS);
      code.visitInsn(IAND);
      push(Mxcsr.MASKS);
      jumpIfDiffer("I", leaveHere());
      simdMasked = true;
    }
  }

  /** Between two such checks no instruction of the region runs twice. */
  void leaveIfPending(Label exit) {
    code.visitVarInsn(ALOAD, Slots.CPU);
    code.visitFieldInsn(GETFIELD, Names.VCPU_STATE, "pending", "I");
    if (inPlace) {
      code.visitJumpInsn(IFGT, exit); // unlike NE, nothing that a compiler takes for likely
    } else {
      push(0);
      jumpIfDiffer("I", exit);
    }
    if (counting) {
      leaveNearLimit(exit);
    }
  }

  /** Pops two values of a type, I or J; jumps where they differ, which is rare. */
  void jumpIfDiffer(String type, Label target) {
    call(Names.RARELY, "differ", "(" + type + type + ")Z");
    code.visitJumpInsn(IFNE, target);
  }

  private void leaveNearLimit(Label exit) {
    code.visitVarInsn(ALOAD, Slots.CPU);
    code.visitFieldInsn(GETFIELD, Names.VCPU_STATE, "instructions", "J");
    code.visitVarInsn(LLOAD, Slots.COUNT);
    code.visitInsn(LADD);
    push((long) regionInstructions);
    code.visitInsn(LADD);
    code.visitVarInsn(ALOAD, Slots.CPU);
    code.visitFieldInsn(GETFIELD, Names.VCPU_STATE, "instructionLimit", "J");
    code.visitInsn(LCMP);
    code.visitJumpInsn(IFGT, exit);
  }

  // Constants and small shorthands

  void push(int value) {
    if (value >= -1 && value <= 5) {
      code.visitInsn(ICONST_0 + value);
    } else if (value == (byte) value) {
      code.visitIntInsn(BIPUSH, value);
    } else if (value == (short) value) {
      code.visitIntInsn(SIPUSH, value);
    } else {
      code.visitLdcInsn(value);
    }
  }

  void push(long value) {
    if (value == 0 || value == 1) {
      code.visitInsn(value == 0 ? LCONST_0 : LCONST_1);
    } else if (value == (short) value) {
      push((int) value);
      code.visitInsn(I2L);
    } else {
      code.visitLdcInsn(value);
    }
  }

  void call(String owner, String name, String type) {
    code.visitMethodInsn(INVOKESTATIC, owner, name, type, false);
  }

  /** int on the stack to what a value of this size would be, sign-extended. */
  void signExtendInt(int size) {
    if (size == 1) {
      code.visitInsn(I2B);
    } else if (size == 2) {
      code.visitInsn(I2S);
    }
  }

  void zeroExtendInt(int size) {
    if (size < 4) {
      push(size == 1 ? 0xff : 0xffff);
      code.visitInsn(IAND);
    }
  }

  /** int on the stack to a long of the same 32 bits. */
  void intToUnsignedLong() {
    code.visitInsn(I2L);
    push(0xffff_ffffL);
    code.visitInsn(LAND);
  }
}
