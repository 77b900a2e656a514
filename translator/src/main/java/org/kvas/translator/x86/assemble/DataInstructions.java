package org.kvas.translator.x86.assemble;

import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/** Moves, the stack, flags and ports. */
public interface DataInstructions<S> extends InstructionWriter<S> {

  /** General, segment, control and debug registers alike. */
  default S mov(Argument destination, Argument source) {
    return emit(move(destination, source), destination, source);
  }

  default S mov(Argument destination, long source) {
    return emit(Mnemonic.MOV, destination, new Constant(source));
  }

  private static Mnemonic move(Argument destination, Argument source) {
    for (Argument argument : new Argument[] {destination, source}) {
      if (argument instanceof Register register) {
        switch (register.operand()) {
          case Operand.SegmentRegister segment -> {
            return Mnemonic.MOV_SEG;
          }
          case Operand.ControlRegister control -> {
            return Mnemonic.MOV_CR;
          }
          case Operand.DebugRegister debug -> {
            return Mnemonic.MOV_DR;
          }
          default -> {}
        }
      }
    }
    return Mnemonic.MOV;
  }

  default S movzx(Argument destination, Argument source) {
    return emit(Mnemonic.MOVZX, destination, source);
  }

  default S movsx(Argument destination, Argument source) {
    return emit(Mnemonic.MOVSX, destination, source);
  }

  default S movsxd(Argument destination, Argument source) {
    return emit(Mnemonic.MOVSXD, destination, source);
  }

  default S lea(Argument destination, Argument source) {
    return emit(Mnemonic.LEA, destination, source);
  }

  default S xchg(Argument destination, Argument source) {
    return emit(Mnemonic.XCHG, destination, source);
  }

  default S movnti(Argument destination, Argument source) {
    return emit(Mnemonic.MOVNTI, destination, source);
  }

  default S les(Argument destination, Argument source) {
    return emit(Mnemonic.LES, destination, source);
  }

  default S lds(Argument destination, Argument source) {
    return emit(Mnemonic.LDS, destination, source);
  }

  default S lss(Argument destination, Argument source) {
    return emit(Mnemonic.LSS, destination, source);
  }

  default S lfs(Argument destination, Argument source) {
    return emit(Mnemonic.LFS, destination, source);
  }

  default S lgs(Argument destination, Argument source) {
    return emit(Mnemonic.LGS, destination, source);
  }

  default S bswap(Argument operand) {
    return emit(Mnemonic.BSWAP, operand);
  }

  default S xlat() {
    return emit(Mnemonic.XLAT);
  }

  default S setcc(Condition condition, Argument destination) {
    return emitConditional(Mnemonic.SETCC, condition, destination);
  }

  default S cmovcc(Condition condition, Argument destination, Argument source) {
    return emitConditional(Mnemonic.CMOVCC, condition, destination, source);
  }

  default S push(Argument operand) {
    return emit(isSegment(operand) ? Mnemonic.PUSH_SEG : Mnemonic.PUSH, operand);
  }

  default S push(long value) {
    return emit(Mnemonic.PUSH, new Constant(value));
  }

  default S pop(Argument operand) {
    return emit(isSegment(operand) ? Mnemonic.POP_SEG : Mnemonic.POP, operand);
  }

  private static boolean isSegment(Argument argument) {
    return argument instanceof Register register
        && register.operand() instanceof Operand.SegmentRegister;
  }

  default S pusha() {
    return emit(Mnemonic.PUSHA);
  }

  default S popa() {
    return emit(Mnemonic.POPA);
  }

  default S pushf() {
    return emit(Mnemonic.PUSHF);
  }

  default S popf() {
    return emit(Mnemonic.POPF);
  }

  default S leave() {
    return emit(Mnemonic.LEAVE);
  }

  default S lahf() {
    return emit(Mnemonic.LAHF);
  }

  default S sahf() {
    return emit(Mnemonic.SAHF);
  }

  default S salc() {
    return emit(Mnemonic.SALC);
  }

  default S clc() {
    return emit(Mnemonic.CLC);
  }

  default S stc() {
    return emit(Mnemonic.STC);
  }

  default S cmc() {
    return emit(Mnemonic.CMC);
  }

  default S cld() {
    return emit(Mnemonic.CLD);
  }

  default S std() {
    return emit(Mnemonic.STD);
  }

  default S enter(int bytes, int level) {
    return emit(Mnemonic.ENTER, new Constant(bytes), new Constant(level));
  }

  /**
   * @param port DX or a constant
   */
  default S in(Argument accumulator, Argument port) {
    return emit(Mnemonic.IN, accumulator, port);
  }

  default S in(Argument accumulator, int port) {
    return emit(Mnemonic.IN, accumulator, new Constant(port));
  }

  default S out(Argument port, Argument accumulator) {
    return emit(Mnemonic.OUT, port, accumulator);
  }

  default S out(int port, Argument accumulator) {
    return emit(Mnemonic.OUT, new Constant(port), accumulator);
  }
}
