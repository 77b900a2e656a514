package org.kvas.translator.x86.assemble;

import org.kvas.translator.x86.decode.Mnemonic;

/** Integer arithmetic, logic, shifts and bits. */
public interface ArithmeticInstructions<S> extends InstructionWriter<S> {

  default S add(Argument destination, Argument source) {
    return emit(Mnemonic.ADD, destination, source);
  }

  default S add(Argument destination, long source) {
    return emit(Mnemonic.ADD, destination, new Constant(source));
  }

  default S or(Argument destination, Argument source) {
    return emit(Mnemonic.OR, destination, source);
  }

  default S or(Argument destination, long source) {
    return emit(Mnemonic.OR, destination, new Constant(source));
  }

  default S adc(Argument destination, Argument source) {
    return emit(Mnemonic.ADC, destination, source);
  }

  default S adc(Argument destination, long source) {
    return emit(Mnemonic.ADC, destination, new Constant(source));
  }

  default S sbb(Argument destination, Argument source) {
    return emit(Mnemonic.SBB, destination, source);
  }

  default S sbb(Argument destination, long source) {
    return emit(Mnemonic.SBB, destination, new Constant(source));
  }

  default S and(Argument destination, Argument source) {
    return emit(Mnemonic.AND, destination, source);
  }

  default S and(Argument destination, long source) {
    return emit(Mnemonic.AND, destination, new Constant(source));
  }

  default S sub(Argument destination, Argument source) {
    return emit(Mnemonic.SUB, destination, source);
  }

  default S sub(Argument destination, long source) {
    return emit(Mnemonic.SUB, destination, new Constant(source));
  }

  default S xor(Argument destination, Argument source) {
    return emit(Mnemonic.XOR, destination, source);
  }

  default S xor(Argument destination, long source) {
    return emit(Mnemonic.XOR, destination, new Constant(source));
  }

  default S cmp(Argument destination, Argument source) {
    return emit(Mnemonic.CMP, destination, source);
  }

  default S cmp(Argument destination, long source) {
    return emit(Mnemonic.CMP, destination, new Constant(source));
  }

  default S test(Argument destination, Argument source) {
    return emit(Mnemonic.TEST, destination, source);
  }

  default S test(Argument destination, long source) {
    return emit(Mnemonic.TEST, destination, new Constant(source));
  }

  default S inc(Argument operand) {
    return emit(Mnemonic.INC, operand);
  }

  default S dec(Argument operand) {
    return emit(Mnemonic.DEC, operand);
  }

  default S neg(Argument operand) {
    return emit(Mnemonic.NEG, operand);
  }

  default S not(Argument operand) {
    return emit(Mnemonic.NOT, operand);
  }

  default S mul(Argument operand) {
    return emit(Mnemonic.MUL, operand);
  }

  default S div(Argument operand) {
    return emit(Mnemonic.DIV, operand);
  }

  default S idiv(Argument operand) {
    return emit(Mnemonic.IDIV, operand);
  }

  default S imul(Argument operand) {
    return emit(Mnemonic.IMUL, operand);
  }

  default S imul(Argument destination, Argument source) {
    return emit(Mnemonic.IMUL, destination, source);
  }

  default S imul(Argument destination, Argument source, long factor) {
    return emit(Mnemonic.IMUL, destination, source, new Constant(factor));
  }

  default S rol(Argument destination, Argument source) {
    return emit(Mnemonic.ROL, destination, source);
  }

  default S rol(Argument destination, long source) {
    return emit(Mnemonic.ROL, destination, new Constant(source));
  }

  default S ror(Argument destination, Argument source) {
    return emit(Mnemonic.ROR, destination, source);
  }

  default S ror(Argument destination, long source) {
    return emit(Mnemonic.ROR, destination, new Constant(source));
  }

  default S rcl(Argument destination, Argument source) {
    return emit(Mnemonic.RCL, destination, source);
  }

  default S rcl(Argument destination, long source) {
    return emit(Mnemonic.RCL, destination, new Constant(source));
  }

  default S rcr(Argument destination, Argument source) {
    return emit(Mnemonic.RCR, destination, source);
  }

  default S rcr(Argument destination, long source) {
    return emit(Mnemonic.RCR, destination, new Constant(source));
  }

  default S shl(Argument destination, Argument source) {
    return emit(Mnemonic.SHL, destination, source);
  }

  default S shl(Argument destination, long source) {
    return emit(Mnemonic.SHL, destination, new Constant(source));
  }

  default S shr(Argument destination, Argument source) {
    return emit(Mnemonic.SHR, destination, source);
  }

  default S shr(Argument destination, long source) {
    return emit(Mnemonic.SHR, destination, new Constant(source));
  }

  default S sar(Argument destination, Argument source) {
    return emit(Mnemonic.SAR, destination, source);
  }

  default S sar(Argument destination, long source) {
    return emit(Mnemonic.SAR, destination, new Constant(source));
  }

  /**
   * @param count CL or a constant
   */
  default S shld(Argument destination, Argument source, Argument count) {
    return emit(Mnemonic.SHLD, destination, source, count);
  }

  /**
   * @param count CL or a constant
   */
  default S shrd(Argument destination, Argument source, Argument count) {
    return emit(Mnemonic.SHRD, destination, source, count);
  }

  default S bt(Argument destination, Argument source) {
    return emit(Mnemonic.BT, destination, source);
  }

  default S bt(Argument destination, long source) {
    return emit(Mnemonic.BT, destination, new Constant(source));
  }

  default S bts(Argument destination, Argument source) {
    return emit(Mnemonic.BTS, destination, source);
  }

  default S bts(Argument destination, long source) {
    return emit(Mnemonic.BTS, destination, new Constant(source));
  }

  default S btr(Argument destination, Argument source) {
    return emit(Mnemonic.BTR, destination, source);
  }

  default S btr(Argument destination, long source) {
    return emit(Mnemonic.BTR, destination, new Constant(source));
  }

  default S btc(Argument destination, Argument source) {
    return emit(Mnemonic.BTC, destination, source);
  }

  default S btc(Argument destination, long source) {
    return emit(Mnemonic.BTC, destination, new Constant(source));
  }

  default S bsf(Argument destination, Argument source) {
    return emit(Mnemonic.BSF, destination, source);
  }

  default S bsr(Argument destination, Argument source) {
    return emit(Mnemonic.BSR, destination, source);
  }

  default S popcnt(Argument destination, Argument source) {
    return emit(Mnemonic.POPCNT, destination, source);
  }

  default S cmpxchg(Argument destination, Argument source) {
    return emit(Mnemonic.CMPXCHG, destination, source);
  }

  default S xadd(Argument destination, Argument source) {
    return emit(Mnemonic.XADD, destination, source);
  }

  default S cmpxchg8b(Argument operand) {
    return emit(Mnemonic.CMPXCHG8B, operand);
  }

  default S cmpxchg16b(Argument operand) {
    return emit(Mnemonic.CMPXCHG16B, operand);
  }

  default S cbw() {
    return emit(Mnemonic.CBW);
  }

  default S cwde() {
    return emit(Mnemonic.CWDE);
  }

  default S cdqe() {
    return emit(Mnemonic.CDQE);
  }

  default S cwd() {
    return emit(Mnemonic.CWD);
  }

  default S cdq() {
    return emit(Mnemonic.CDQ);
  }

  default S cqo() {
    return emit(Mnemonic.CQO);
  }

  default S daa() {
    return emit(Mnemonic.DAA);
  }

  default S das() {
    return emit(Mnemonic.DAS);
  }

  default S aaa() {
    return emit(Mnemonic.AAA);
  }

  default S aas() {
    return emit(Mnemonic.AAS);
  }

  default S aam(int base) {
    return emit(Mnemonic.AAM, new Constant(base));
  }

  default S aad(int base) {
    return emit(Mnemonic.AAD, new Constant(base));
  }
}
