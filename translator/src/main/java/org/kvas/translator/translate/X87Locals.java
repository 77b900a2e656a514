package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import java.util.List;
import org.kvas.translator.state.X87State;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.semantics.x87.FpuContext;
import org.kvas.translator.x86.semantics.x87.StatusWord;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The x87 stack as JVM locals. A register of the stack has one place in the whole region: ST(i) is
 * register {@code depth + i} modulo 8, where the depth is known as code is emitted. Which physical
 * register that is follows from a base found at run time, when the registers are loaded: so regions
 * do not depend on TOP.
 *
 * <p>Status word, tags and the last instruction's addresses are locals too. All of it exists only
 * in regions with x87 instructions.
 */
final class X87Locals {
  static final String STATE = Type.getInternalName(X87State.class);
  static final String CONTEXT = Type.getInternalName(FpuContext.class);

  private static final int REGISTERS = 8;
  private static final int NONE = X87State.NO_INSTRUCTION;

  private final Emitter emitter;
  private final X87Depths depths;
  private final int used;
  private final int state;
  private final int context;
  private final int base;
  private final int top;
  private final int status;
  private final int empty;

  /** Offset of the last non-control instruction from the region's head, or NONE. */
  private final int lastInstruction;

  private final int dataPointer;
  private final int registers;

  private int depth;
  private boolean masked;
  private boolean c1Clear;

  /** Registers known to be in use, and known to be empty, from the code before in this block. */
  private int valid;

  private int free;

  X87Locals(Emitter emitter, X87Depths depths, int firstSlot) {
    this.emitter = emitter;
    this.depths = depths;
    used = depths.used();
    state = firstSlot;
    context = state + 1;
    base = context + 1;
    top = base + 1;
    status = top + 1;
    empty = status + 1;
    lastInstruction = empty + 1;
    dataPointer = lastInstruction + 1;
    registers = dataPointer + 2;
  }

  /** Adds the types of the locals, in order. */
  static void types(X87Depths depths, List<Object> types) {
    if (depths.used() == 0) {
      return;
    }
    types.addAll(
        List.of(
            STATE,
            CONTEXT,
            Opcodes.INTEGER,
            Opcodes.INTEGER,
            Opcodes.INTEGER,
            Opcodes.INTEGER,
            Opcodes.INTEGER,
            Opcodes.LONG));
    for (int i = 0; i < Integer.bitCount(depths.used()); i++) {
      types.add(Opcodes.LONG);
      types.add(Opcodes.INTEGER);
    }
  }

  boolean isUsed() {
    return used != 0;
  }

  // Blocks and edges

  void startBlock(int offset) {
    resume(depths.at(offset));
  }

  /** Control comes here with the stack so deep. */
  void resume(int at) {
    depth = at;
    forget();
  }

  int depth() {
    return depth;
  }

  void forget() {
    masked = false;
    c1Clear = false;
    valid = 0;
    free = 0;
  }

  /** Whether control can go to the block at an offset with the registers where they are. */
  boolean agrees(int offset) {
    return !isUsed() || depths.at(offset) == (depth & REGISTERS - 1);
  }

  /**
   * Puts the registers where the block at an offset expects them, on the way there; what is emitted
   * next is not on that way.
   */
  void renameFor(int offset) {
    if (!agrees(offset)) {
      store();
      loadAt(depths.at(offset));
    }
  }

  // State

  /** Loads everything at an entry of the region, whose number is in the local ENTRY. */
  void enter(List<Integer> entries) {
    if (!isUsed()) {
      return;
    }
    var code = emitter.code;
    code.visitVarInsn(ALOAD, Slots.CPU);
    code.visitFieldInsn(GETFIELD, Names.VCPU_STATE, "x87", "L" + STATE + ";");
    code.visitInsn(DUP);
    code.visitVarInsn(ASTORE, state);
    code.visitFieldInsn(GETFIELD, STATE, "context", "L" + CONTEXT + ";");
    code.visitVarInsn(ASTORE, context);
    StringBuilder expected = new StringBuilder();
    entries.forEach(offset -> expected.append((char) depths.at(offset)));
    loadAt(
        () -> {
          code.visitLdcInsn(expected.toString());
          code.visitVarInsn(ILOAD, Slots.ENTRY);
          code.visitMethodInsn(INVOKEVIRTUAL, "java/lang/String", "charAt", "(I)C", false);
        });
  }

  /** After an operation of the interpreter: the registers as it left them. */
  void loadAfter(Instruction instruction) {
    if (isUsed()) {
      depth = depth + X87Depths.effect(instruction) & REGISTERS - 1;
      loadAt(depth);
    }
  }

  private void loadAt(int atDepth) {
    loadAt(() -> emitter.push(atDepth));
  }

  private void loadAt(Runnable pushDepth) {
    var code = emitter.code;
    pushField("top");
    code.visitInsn(DUP);
    code.visitVarInsn(ISTORE, top);
    pushDepth.run();
    code.visitInsn(ISUB);
    emitter.push(REGISTERS - 1);
    code.visitInsn(IAND);
    code.visitVarInsn(ISTORE, base);
    pushField("status");
    code.visitVarInsn(ISTORE, status);
    code.visitVarInsn(ALOAD, state);
    code.visitVarInsn(ILOAD, base);
    code.visitMethodInsn(INVOKEVIRTUAL, STATE, "emptyFrom", "(I)I", false);
    code.visitVarInsn(ISTORE, empty);
    emitter.push(NONE);
    code.visitVarInsn(ISTORE, lastInstruction);
    code.visitVarInsn(ALOAD, state);
    code.visitFieldInsn(GETFIELD, STATE, "dataPointer", "J");
    code.visitVarInsn(LSTORE, dataPointer);
    for (int register = 0; register < REGISTERS; register++) {
      if ((used >>> register & 1) != 0) {
        loadRegister(register);
      }
    }
    setControl();
  }

  private void loadRegister(int register) {
    var code = emitter.code;
    pushNumber(register);
    code.visitMethodInsn(INVOKEVIRTUAL, STATE, "significandOf", "(I)J", false);
    code.visitVarInsn(LSTORE, significand(register));
    pushNumber(register);
    code.visitMethodInsn(INVOKEVIRTUAL, STATE, "signExponentOf", "(I)I", false);
    code.visitVarInsn(ISTORE, signExponent(register));
  }

  /** Pushes the state and the physical number of a register, to be taken modulo 8. */
  private void pushNumber(int register) {
    emitter.code.visitVarInsn(ALOAD, state);
    emitter.code.visitVarInsn(ILOAD, base);
    if (register != 0) {
      emitter.push(register);
      emitter.code.visitInsn(IADD);
    }
  }

  private void pushField(String name) {
    emitter.code.visitVarInsn(ALOAD, state);
    emitter.code.visitFieldInsn(GETFIELD, STATE, name, "I");
  }

  /** The computations' control word is the one in force. */
  private void setControl() {
    emitter.code.visitVarInsn(ALOAD, context);
    pushField("control");
    emitter.code.visitFieldInsn(PUTFIELD, CONTEXT, "control", "I");
  }

  /** To the state. */
  void store() {
    if (!isUsed()) {
      return;
    }
    var code = emitter.code;
    code.visitVarInsn(ALOAD, state);
    code.visitVarInsn(ILOAD, top);
    emitter.push(REGISTERS - 1);
    code.visitInsn(IAND);
    code.visitFieldInsn(PUTFIELD, STATE, "top", "I");
    storeStatus();
    code.visitVarInsn(ALOAD, state);
    code.visitVarInsn(ILOAD, base);
    code.visitVarInsn(ILOAD, empty);
    code.visitMethodInsn(INVOKEVIRTUAL, STATE, "setEmptyFrom", "(II)V", false);
    code.visitVarInsn(ALOAD, state);
    code.visitVarInsn(LLOAD, Slots.BASE);
    code.visitVarInsn(ILOAD, lastInstruction);
    code.visitMethodInsn(
        INVOKEVIRTUAL,
        STATE,
        emitter.isLong() ? "noteInstruction" : "noteInstruction32",
        "(JI)V",
        false);
    code.visitVarInsn(ALOAD, state);
    code.visitVarInsn(LLOAD, dataPointer);
    code.visitFieldInsn(PUTFIELD, STATE, "dataPointer", "J");
    for (int register = 0; register < REGISTERS; register++) {
      if ((used >>> register & 1) != 0) {
        pushNumber(register);
        code.visitVarInsn(ILOAD, signExponent(register));
        code.visitVarInsn(LLOAD, significand(register));
        code.visitMethodInsn(INVOKEVIRTUAL, STATE, "put", "(IIJ)V", false);
      }
    }
  }

  private void storeStatus() {
    emitter.code.visitVarInsn(ALOAD, state);
    emitter.code.visitVarInsn(ILOAD, status);
    emitter.code.visitFieldInsn(PUTFIELD, STATE, "status", "I");
  }

  // Checks before an instruction

  /**
   * Leaves unless all exceptions are masked and none is pending: nothing behind this raises one.
   */
  void leaveUnlessMasked() {
    if (masked) {
      return;
    }
    pushField("control");
    emitter.push(StatusWord.EXCEPTIONS);
    emitter.code.visitInsn(IAND);
    emitter.push(StatusWord.EXCEPTIONS);
    emitter.jumpIfDiffer("I", emitter.leaveHere());
    leaveIfPending();
    masked = true;
  }

  void leaveIfPending() {
    emitter.code.visitVarInsn(ILOAD, status);
    emitter.push(StatusWord.ERROR_SUMMARY);
    emitter.code.visitInsn(IAND);
    emitter.push(0);
    emitter.jumpIfDiffer("I", emitter.leaveHere());
  }

  /** The register that is ST(i) now. */
  int register(int i) {
    return depth + i & REGISTERS - 1;
  }

  void leaveIfEmpty(int register) {
    if ((valid >>> register & 1) == 0) {
      testEmpty(register, 0);
      valid |= 1 << register;
    }
  }

  void leaveUnlessEmpty(int register) {
    if ((free >>> register & 1) == 0) {
      testEmpty(register, 1 << register);
      free |= 1 << register;
    }
  }

  private void testEmpty(int register, int wanted) {
    emitter.code.visitVarInsn(ILOAD, empty);
    emitter.push(1 << register);
    emitter.code.visitInsn(IAND);
    emitter.push(wanted);
    emitter.jumpIfDiffer("I", emitter.leaveHere());
  }

  // Changes

  /** TOP moves down; the caller has checked that the register is empty, and writes it. */
  void push() {
    emitter.code.visitIincInsn(top, -1);
    depth = depth - 1 & REGISTERS - 1;
    tagValid(register(0));
  }

  void pop() {
    int register = register(0);
    emitter.code.visitVarInsn(ILOAD, empty);
    emitter.push(1 << register);
    emitter.code.visitInsn(IOR);
    emitter.code.visitVarInsn(ISTORE, empty);
    free |= 1 << register;
    valid &= ~(1 << register);
    emitter.code.visitIincInsn(top, 1);
    depth = depth + 1 & REGISTERS - 1;
  }

  void tagValid(int register) {
    emitter.code.visitVarInsn(ILOAD, empty);
    emitter.push(~(1 << register));
    emitter.code.visitInsn(IAND);
    emitter.code.visitVarInsn(ISTORE, empty);
    valid |= 1 << register;
    free &= ~(1 << register);
  }

  /** The slot of a register's significand, a long. */
  int significand(int register) {
    if ((used >>> register & 1) == 0) {
      throw new IllegalStateException(
          "x87 register " + register + " is not among those the region was said to use");
    }
    return registers + 3 * Integer.bitCount(used & (1 << register) - 1);
  }

  /** The slot of a register's sign and exponent, an int. */
  int signExponent(int register) {
    return significand(register) + 2;
  }

  /** Pushes sign and exponent, then the significand. */
  void pushValue(int register) {
    emitter.code.visitVarInsn(ILOAD, signExponent(register));
    emitter.code.visitVarInsn(LLOAD, significand(register));
  }

  void pushContext() {
    emitter.code.visitVarInsn(ALOAD, context);
  }

  void pushState() {
    emitter.code.visitVarInsn(ALOAD, state);
  }

  /** Pushes the status word with TOP in it. */
  void pushStatusWord() {
    emitter.code.visitVarInsn(ILOAD, status);
    emitter.code.visitVarInsn(ILOAD, top);
    emitter.push(REGISTERS - 1);
    emitter.code.visitInsn(IAND);
    emitter.push(StatusWord.TOP_SHIFT);
    emitter.code.visitInsn(ISHL);
    emitter.code.visitInsn(IOR);
  }

  /** Clears the context's exceptions, for computations that only add to them. */
  void clearFlags() {
    pushContext();
    emitter.push(0);
    emitter.code.visitFieldInsn(PUTFIELD, CONTEXT, "flags", "I");
  }

  /** Takes a computation's exceptions and C1 over. */
  void conclude() {
    c1Clear = false;
    emitter.code.visitVarInsn(ILOAD, status);
    pushContext();
    emitter.call(STATE, "concluded", "(IL" + CONTEXT + ";)I");
    emitter.code.visitVarInsn(ISTORE, status);
  }

  /** Takes a computation's exceptions over. */
  void concludeKeepingC1() {
    emitter.code.visitVarInsn(ILOAD, status);
    pushContext();
    emitter.code.visitFieldInsn(GETFIELD, CONTEXT, "flags", "I");
    emitter.code.visitInsn(IOR);
    emitter.code.visitVarInsn(ISTORE, status);
  }

  void clearC1() {
    if (c1Clear) {
      return;
    }
    c1Clear = true;
    emitter.code.visitVarInsn(ILOAD, status);
    emitter.push(~StatusWord.C1);
    emitter.code.visitInsn(IAND);
    emitter.code.visitVarInsn(ISTORE, status);
  }

  /** Pops C3, C2 and C0 into the status word. */
  void popOutcome(int outcomeMask) {
    emitter.code.visitVarInsn(ILOAD, status);
    emitter.push(~outcomeMask);
    emitter.code.visitInsn(IAND);
    emitter.code.visitInsn(IOR);
    emitter.code.visitVarInsn(ISTORE, status);
  }

  /** Pops a result's significand; its sign and exponent are in the context. */
  void popResult(int register) {
    emitter.code.visitVarInsn(LSTORE, significand(register));
    pushContext();
    emitter.code.visitFieldInsn(GETFIELD, CONTEXT, "signExponent", "I");
    emitter.code.visitVarInsn(ISTORE, signExponent(register));
  }

  /** Pops the control word to be loaded. */
  void popControlWord() {
    var code = emitter.code;
    code.visitVarInsn(ISTORE, Slots.INT_A);
    storeStatus();
    code.visitVarInsn(ALOAD, state);
    code.visitVarInsn(ILOAD, Slots.INT_A);
    code.visitMethodInsn(INVOKEVIRTUAL, STATE, "setControlWord", "(I)V", false);
    pushField("status");
    code.visitVarInsn(ISTORE, status);
    setControl();
    masked = false;
  }

  void pushControlWord() {
    pushField("control");
  }

  /** The current instruction is the last non-control one. */
  void noteInstruction() {
    emitter.push(emitter.offset());
    emitter.code.visitVarInsn(ISTORE, lastInstruction);
  }

  /** Pops the offset of its memory operand. */
  void popDataPointer() {
    emitter.code.visitVarInsn(LSTORE, dataPointer);
  }
}
