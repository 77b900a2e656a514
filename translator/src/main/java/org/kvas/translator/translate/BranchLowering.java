package org.kvas.translator.translate;

import static org.kvas.translator.state.VcpuState.RCX;
import static org.kvas.translator.state.VcpuState.RSP;
import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.translate.MemoryAccess.Opened;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.objectweb.asm.Label;

/** Near transfers: JMP, Jcc, CALL, RET, LOOPcc and JCXZ. */
final class BranchLowering implements Lowering {
  private static final int CANONICAL_BITS = 48;

  /** Added to an address that is canonical, what it makes has no bits above. */
  private static final long LOWER_HALF = 1L << CANONICAL_BITS - 1;

  @Override
  public boolean lower(Instruction instruction, Emitter emitter, ControlFlow flow) {
    switch (instruction.mnemonic()) {
      case JMP -> jump(instruction, emitter, flow);
      case JCC -> conditional(instruction, emitter, flow);
      case CALL -> call(instruction, emitter, flow);
      case RET -> {
        StackLowering.openPop(instruction.operandSize(), emitter);
        ret(instruction, emitter, flow, 0);
      }
      default -> loop(instruction, emitter, flow);
    }
    return true;
  }

  private static void jump(Instruction instruction, Emitter emitter, ControlFlow flow) {
    if (instruction.operand(0) instanceof Operand.Relative relative) {
      flow.goTo(flow.target(relative));
      return;
    }
    pushTarget(instruction, emitter);
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_A);
    checkTarget(emitter);
    emitter.code.visitVarInsn(LLOAD, Slots.LONG_A);
    flow.goToStack(flow.indirectTargets(emitter.offset()));
  }

  /** Pushes the target of an indirect branch, zero-extended. */
  private static void pushTarget(Instruction instruction, Emitter emitter) {
    Operand operand = instruction.operand(0);
    Operands.open(operand, false, emitter);
    Operands.pushUnsigned(operand, emitter);
    if (operand.size() == 4) {
      emitter.intToUnsignedLong();
    } else if (operand.size() == 2) {
      emitter.code.visitInsn(I2L);
    }
  }

  /**
   * Leaves to the interpreter, which raises the fault, where the target in LONG_A is not canonical
   * or beyond the limit of CS.
   */
  private static void checkTarget(Emitter emitter) {
    var code = emitter.code;
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    if (emitter.isLong()) {
      emitter.push(LOWER_HALF);
      code.visitInsn(LADD);
      emitter.push(CANONICAL_BITS);
      code.visitInsn(LUSHR);
      code.visitInsn(L2I);
      code.visitJumpInsn(IFGT, emitter.leaveHere());
    } else {
      emitter.memory.pushSegmentArray("segmentLimit", 1);
      code.visitInsn(LCMP);
      code.visitJumpInsn(IFGT, emitter.leaveHere());
    }
  }

  private static void conditional(Instruction instruction, Emitter emitter, ControlFlow flow) {
    Label taken = new Label();
    emitter.flags.jumpIf(instruction.condition(), taken);
    branch(instruction, taken, emitter, flow);
  }

  /** The fall-through path, then the taken path at its label. */
  private static void branch(
      Instruction instruction, Label taken, Emitter emitter, ControlFlow flow) {
    flow.fallThrough(emitter.nextOffset());
    emitter.place(taken);
    Operand.Relative relative = (Operand.Relative) instruction.operand(0);
    flow.goTo(flow.target(relative));
  }

  private static void call(Instruction instruction, Emitter emitter, ControlFlow flow) {
    int size = instruction.operandSize();
    var code = emitter.code;
    boolean direct = instruction.operand(0) instanceof Operand.Relative;
    if (!direct) {
      pushTarget(instruction, emitter);
      code.visitVarInsn(LSTORE, Slots.LONG_A);
      checkTarget(emitter);
    }
    StackLowering.openPush(size, emitter);
    emitter.pushRip(emitter.nextOffset());
    code.visitVarInsn(LSTORE, Slots.LONG_C);
    StackLowering.finishPush(size, Slots.LONG_C, emitter);
    if (instruction.operand(0) instanceof Operand.Relative relative) {
      int target = flow.target(relative);
      if (flow.isNested(target)) {
        emitter.countBlock();
        emitter.pushRip(target);
        code.visitVarInsn(LSTORE, Slots.LONG_A);
        NestedCall.emit(emitter, flow.label(emitter.nextOffset()));
      } else {
        flow.goTo(target);
      }
    } else {
      code.visitVarInsn(LLOAD, Slots.LONG_A);
      flow.callStack(flow.indirectTargets(emitter.offset()));
    }
  }

  /**
   * @param further where the return address lies in the memory that is opened as SECOND
   */
  static void ret(Instruction instruction, Emitter emitter, ControlFlow flow, int further) {
    int size = instruction.operandSize();
    emitter.memory.pushHost(Opened.SECOND, further);
    emitter.memory.getSigned(size);
    if (size == 2) {
      emitter.zeroExtendInt(size);
    }
    if (size == 4) {
      emitter.intToUnsignedLong();
    } else if (size == 2) {
      emitter.code.visitInsn(I2L);
    }
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_A);
    checkTarget(emitter);
    int extra =
        instruction.operands().isEmpty()
            ? 0
            : (int) ((Operand.Immediate) instruction.operand(0)).value() & 0xffff;
    StackLowering.release(size + extra, emitter);
    emitter.code.visitVarInsn(LLOAD, Slots.LONG_A);
    flow.goToStack(flow.returnOffsets());
  }

  private static void loop(Instruction instruction, Emitter emitter, ControlFlow flow) {
    var code = emitter.code;
    Operand.Gpr counter = new Operand.Gpr(RCX, instruction.addressSize(), false);
    Label taken = new Label();
    Label notTaken = new Label();
    if (instruction.mnemonic() != Mnemonic.JCXZ) {
      emitter.registers.pushSigned(counter);
      boolean wide = counter.size() == 8;
      code.visitInsn(wide ? LCONST_1 : ICONST_1);
      code.visitInsn(wide ? LSUB : ISUB);
      emitter.registers.pop(counter);
    }
    emitter.registers.pushSigned(counter);
    if (counter.size() == 8) {
      code.visitInsn(LCONST_0);
      code.visitInsn(LCMP);
    }
    switch (instruction.mnemonic()) {
      case JCXZ -> code.visitJumpInsn(IFEQ, taken);
      case LOOP -> code.visitJumpInsn(IFNE, taken);
      default -> {
        code.visitJumpInsn(IFEQ, notTaken);
        emitter.flags.jumpIf(instruction.mnemonic() == Mnemonic.LOOPE ? 4 : 5, taken);
        emitter.place(notTaken);
      }
    }
    branch(instruction, taken, emitter, flow);
  }

  @Override
  public int implicitRegisters(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case CALL, RET -> 1 << RSP;
      case LOOP, LOOPE, LOOPNE, JCXZ -> 1 << RCX;
      default -> 0;
    };
  }
}
