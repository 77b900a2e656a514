package org.kvas.translator.x86.assemble;

import org.kvas.translator.x86.decode.Mnemonic;

/** Privileged instructions and those that ask the processor about itself. */
public interface SystemInstructions<S> extends InstructionWriter<S> {

  default S cli() {
    return emit(Mnemonic.CLI);
  }

  default S sti() {
    return emit(Mnemonic.STI);
  }

  default S hlt() {
    return emit(Mnemonic.HLT);
  }

  default S nop() {
    return emit(Mnemonic.NOP);
  }

  default S pause() {
    return emit(Mnemonic.PAUSE);
  }

  default S cpuid() {
    return emit(Mnemonic.CPUID);
  }

  default S rdtsc() {
    return emit(Mnemonic.RDTSC);
  }

  default S rdtscp() {
    return emit(Mnemonic.RDTSCP);
  }

  default S rdpmc() {
    return emit(Mnemonic.RDPMC);
  }

  default S rdmsr() {
    return emit(Mnemonic.RDMSR);
  }

  default S wrmsr() {
    return emit(Mnemonic.WRMSR);
  }

  default S invd() {
    return emit(Mnemonic.INVD);
  }

  default S wbinvd() {
    return emit(Mnemonic.WBINVD);
  }

  default S clts() {
    return emit(Mnemonic.CLTS);
  }

  default S swapgs() {
    return emit(Mnemonic.SWAPGS);
  }

  default S clac() {
    return emit(Mnemonic.CLAC);
  }

  default S stac() {
    return emit(Mnemonic.STAC);
  }

  default S monitor() {
    return emit(Mnemonic.MONITOR);
  }

  default S mwait() {
    return emit(Mnemonic.MWAIT);
  }

  default S vmcall() {
    return emit(Mnemonic.VMCALL);
  }

  default S vmmcall() {
    return emit(Mnemonic.VMMCALL);
  }

  default S xgetbv() {
    return emit(Mnemonic.XGETBV);
  }

  default S xsetbv() {
    return emit(Mnemonic.XSETBV);
  }

  default S lgdt(Argument operand) {
    return emit(Mnemonic.LGDT, operand);
  }

  default S lidt(Argument operand) {
    return emit(Mnemonic.LIDT, operand);
  }

  default S sgdt(Argument operand) {
    return emit(Mnemonic.SGDT, operand);
  }

  default S sidt(Argument operand) {
    return emit(Mnemonic.SIDT, operand);
  }

  default S lldt(Argument operand) {
    return emit(Mnemonic.LLDT, operand);
  }

  default S sldt(Argument operand) {
    return emit(Mnemonic.SLDT, operand);
  }

  default S ltr(Argument operand) {
    return emit(Mnemonic.LTR, operand);
  }

  default S str(Argument operand) {
    return emit(Mnemonic.STR, operand);
  }

  default S lmsw(Argument operand) {
    return emit(Mnemonic.LMSW, operand);
  }

  default S smsw(Argument operand) {
    return emit(Mnemonic.SMSW, operand);
  }

  default S invlpg(Argument operand) {
    return emit(Mnemonic.INVLPG, operand);
  }

  default S verr(Argument operand) {
    return emit(Mnemonic.VERR, operand);
  }

  default S verw(Argument operand) {
    return emit(Mnemonic.VERW, operand);
  }

  default S fxsave(Argument operand) {
    return emit(Mnemonic.FXSAVE, operand);
  }

  default S fxrstor(Argument operand) {
    return emit(Mnemonic.FXRSTOR, operand);
  }

  default S xsave(Argument operand) {
    return emit(Mnemonic.XSAVE, operand);
  }

  default S xrstor(Argument operand) {
    return emit(Mnemonic.XRSTOR, operand);
  }

  default S lar(Argument destination, Argument source) {
    return emit(Mnemonic.LAR, destination, source);
  }

  default S lsl(Argument destination, Argument source) {
    return emit(Mnemonic.LSL, destination, source);
  }

  default S arpl(Argument destination, Argument source) {
    return emit(Mnemonic.ARPL, destination, source);
  }

  default S lfence() {
    return emit(Mnemonic.LFENCE);
  }

  default S mfence() {
    return emit(Mnemonic.MFENCE);
  }

  default S sfence() {
    return emit(Mnemonic.SFENCE);
  }

  default S clflush(Argument operand) {
    return emit(Mnemonic.CLFLUSH, operand);
  }
}
