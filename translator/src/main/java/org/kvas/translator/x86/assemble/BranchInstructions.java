package org.kvas.translator.x86.assemble;

import org.kvas.translator.x86.decode.Mnemonic;

/** Jumps, calls, interrupts, near and far. */
public interface BranchInstructions<S> extends InstructionWriter<S> {

  /**
   * @param target a label, a register or a pointer
   */
  default S jmp(Argument target) {
    return emit(Mnemonic.JMP, target);
  }

  default S call(Argument target) {
    return emit(Mnemonic.CALL, target);
  }

  default S jcc(Condition condition, Label target) {
    return emitConditional(Mnemonic.JCC, condition, target);
  }

  default S jo(Label target) {
    return jcc(Condition.O, target);
  }

  default S jno(Label target) {
    return jcc(Condition.NO, target);
  }

  default S jb(Label target) {
    return jcc(Condition.B, target);
  }

  default S jae(Label target) {
    return jcc(Condition.AE, target);
  }

  default S je(Label target) {
    return jcc(Condition.E, target);
  }

  default S jne(Label target) {
    return jcc(Condition.NE, target);
  }

  default S jbe(Label target) {
    return jcc(Condition.BE, target);
  }

  default S ja(Label target) {
    return jcc(Condition.A, target);
  }

  default S js(Label target) {
    return jcc(Condition.S, target);
  }

  default S jns(Label target) {
    return jcc(Condition.NS, target);
  }

  default S jp(Label target) {
    return jcc(Condition.P, target);
  }

  default S jnp(Label target) {
    return jcc(Condition.NP, target);
  }

  default S jl(Label target) {
    return jcc(Condition.L, target);
  }

  default S jge(Label target) {
    return jcc(Condition.GE, target);
  }

  default S jle(Label target) {
    return jcc(Condition.LE, target);
  }

  default S jg(Label target) {
    return jcc(Condition.G, target);
  }

  default S loop(Label target) {
    return emit(Mnemonic.LOOP, target);
  }

  default S loope(Label target) {
    return emit(Mnemonic.LOOPE, target);
  }

  default S loopne(Label target) {
    return emit(Mnemonic.LOOPNE, target);
  }

  /** By the mode's address size: CX, ECX or RCX. */
  default S jcxz(Label target) {
    return emit(Mnemonic.JCXZ, target);
  }

  default S ret() {
    return emit(Mnemonic.RET);
  }

  default S ret(int bytes) {
    return emit(Mnemonic.RET, new Constant(bytes));
  }

  /**
   * @param target a far address or a pointer to one
   */
  default S jmpFar(Argument target) {
    return emit(Mnemonic.JMPF, target);
  }

  default S callFar(Argument target) {
    return emit(Mnemonic.CALLF, target);
  }

  /** Of the mode's default operand size. */
  default S retFar() {
    return emit(Mnemonic.RETF);
  }

  /**
   * @param operandSize 2, 4 or 8
   */
  default S retFar(int operandSize) {
    return emit(Mnemonic.RETF, operandSize);
  }

  /** Of the mode's default operand size; 32 bits in 64-bit code. */
  default S iret() {
    return emit(Mnemonic.IRET);
  }

  default S iretq() {
    return emit(Mnemonic.IRET, 8);
  }

  default S interrupt(int vector) {
    return emit(Mnemonic.INT, new Constant(vector));
  }

  default S int1() {
    return emit(Mnemonic.INT1);
  }

  default S int3() {
    return emit(Mnemonic.INT3);
  }

  default S into() {
    return emit(Mnemonic.INTO);
  }

  default S ud2() {
    return emit(Mnemonic.UD2);
  }

  default S syscall() {
    return emit(Mnemonic.SYSCALL);
  }

  default S sysenter() {
    return emit(Mnemonic.SYSENTER);
  }

  /**
   * @param operandSize 4 to 32-bit, 8 to 64-bit code
   */
  default S sysret(int operandSize) {
    return emit(Mnemonic.SYSRET, operandSize);
  }

  default S sysexit(int operandSize) {
    return emit(Mnemonic.SYSEXIT, operandSize);
  }
}
