package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.translate.MemoryAccess.Opened;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.x87.Float80;
import org.objectweb.asm.Label;

/**
 * x87 instructions while every exception is masked; stack faults, and denormals and signalling NaNs
 * in memory, are left to the interpreter. So are decimals, transcendentals, remainders, and what
 * saves or restores the whole state.
 */
final class X87Lowering implements Lowering {
  private final X87TransferLowering transfers = new X87TransferLowering();
  private final X87ArithmeticLowering arithmetic = new X87ArithmeticLowering();

  @Override
  public boolean lower(Instruction instruction, Emitter emitter, ControlFlow flow) {
    if ((emitter.mode & ExecutionMode.FPU_ENABLED) == 0) {
      return false;
    }
    switch (instruction.mnemonic()) {
      case FNSTCW, FNSTSW, FLDCW -> {
        control(instruction, emitter);
        return true;
      }
      default -> {}
    }
    if (!isLowered(instruction)) {
      return false;
    }
    int depth = emitter.x87.register(0);
    emitter.x87.leaveUnlessMasked();
    switch (instruction.mnemonic()) {
      case FXCH -> exchange(instruction, emitter);
      case FCHS -> sign(IXOR, Float80.SIGN, emitter);
      case FABS -> sign(IAND, ~Float80.SIGN, emitter);
      case FCMOVCC -> conditionalMove(instruction, emitter);
      case FNOP -> {}
      case FLD, FILD, FLD1, FLDZ, FST, FSTP, FIST, FISTP, FISTTP ->
          transfers.lower(instruction, emitter);
      default -> arithmetic.lower(instruction, emitter);
    }
    noteInstruction(instruction, emitter);
    if ((emitter.x87.register(0) - depth - X87Depths.effect(instruction) & 7) != 0) {
      throw new IllegalStateException("TOP does not move as planned: " + instruction);
    }
    return true;
  }

  private static boolean isLowered(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case FXCH, FCHS, FABS, FCMOVCC, FNOP, FLD, FILD, FLD1, FLDZ, FST, FSTP, FIST, FISTP, FISTTP ->
          true;
      case FADD, FADDP, FIADD, FMUL, FMULP, FIMUL, FSUB, FSUBP, FISUB, FSUBR, FSUBRP, FISUBR ->
          true;
      case FDIV, FDIVP, FIDIV, FDIVR, FDIVRP, FIDIVR, FSQRT, FRNDINT -> true;
      case FCOM,
          FCOMP,
          FCOMPP,
          FUCOM,
          FUCOMP,
          FUCOMPP,
          FICOM,
          FICOMP,
          FCOMI,
          FCOMIP,
          FUCOMI,
          FUCOMIP,
          FTST ->
          true;
      default -> false;
    };
  }

  private static void noteInstruction(Instruction instruction, Emitter emitter) {
    emitter.x87.noteInstruction();
    if (!instruction.operands().isEmpty()
        && instruction.operand(0) instanceof Operand.Memory memory) {
      emitter.memory.pushOpenedOffset(memory);
      emitter.x87.popDataPointer();
    }
  }

  /** The register that the last operand names, ST(1) where none does. */
  static int lastRegister(Instruction instruction, Emitter emitter) {
    return emitter.x87.register(
        instruction.operands().isEmpty()
            ? 1
            : ((Operand.St) instruction.operands().getLast()).index());
  }

  private static void exchange(Instruction instruction, Emitter emitter) {
    var code = emitter.code;
    X87Locals x87 = emitter.x87;
    int a = x87.register(0);
    int b = lastRegister(instruction, emitter);
    x87.leaveIfEmpty(a);
    x87.leaveIfEmpty(b);
    x87.clearC1();
    x87.pushValue(a);
    x87.pushValue(b);
    code.visitVarInsn(LSTORE, x87.significand(a));
    code.visitVarInsn(ISTORE, x87.signExponent(a));
    code.visitVarInsn(LSTORE, x87.significand(b));
    code.visitVarInsn(ISTORE, x87.signExponent(b));
  }

  private static void sign(int opcode, int mask, Emitter emitter) {
    X87Locals x87 = emitter.x87;
    int register = x87.register(0);
    x87.leaveIfEmpty(register);
    x87.clearC1();
    emitter.code.visitVarInsn(ILOAD, x87.signExponent(register));
    emitter.push(mask);
    emitter.code.visitInsn(opcode);
    emitter.code.visitVarInsn(ISTORE, x87.signExponent(register));
  }

  private static void conditionalMove(Instruction instruction, Emitter emitter) {
    X87Locals x87 = emitter.x87;
    int destination = x87.register(0);
    int source = lastRegister(instruction, emitter);
    x87.leaveIfEmpty(destination);
    x87.leaveIfEmpty(source);
    Label unmoved = new Label();
    emitter.flags.jumpIf(instruction.condition() ^ 1, unmoved);
    copy(source, destination, emitter);
    emitter.place(unmoved);
  }

  static void copy(int source, int destination, Emitter emitter) {
    X87Locals x87 = emitter.x87;
    x87.pushValue(source);
    emitter.code.visitVarInsn(LSTORE, x87.significand(destination));
    emitter.code.visitVarInsn(ISTORE, x87.signExponent(destination));
  }

  private static void control(Instruction instruction, Emitter emitter) {
    X87Locals x87 = emitter.x87;
    if (instruction.mnemonic() == Mnemonic.FLDCW) {
      x87.leaveIfPending();
      emitter.memory.openRead((Operand.Memory) instruction.operand(0), 2);
      emitter.memory.pushUnsigned(2, Opened.FIRST);
      x87.popControlWord();
      return;
    }
    boolean toMemory =
        !instruction.operands().isEmpty() && instruction.operand(0) instanceof Operand.Memory;
    if (toMemory) {
      emitter.memory.openWrite((Operand.Memory) instruction.operand(0), 2);
      emitter.memory.pushHost(Opened.FIRST);
    }
    if (instruction.mnemonic() == Mnemonic.FNSTCW) {
      x87.pushControlWord();
    } else {
      x87.pushStatusWord();
    }
    if (toMemory) {
      emitter.memory.put(2);
    } else {
      emitter.registers.pop(new Operand.Gpr(VcpuState.RAX, 2, false));
    }
  }

  @Override
  public int implicitRegisters(Instruction instruction) {
    return instruction.mnemonic() == Mnemonic.FNSTSW ? 1 << VcpuState.RAX : 0;
  }
}
