package org.kvas.translator.x86.assemble;

import org.kvas.translator.x86.decode.Mnemonic;

/** String instructions, by element size; a repeat prefix goes before: {@code rep().movsb()}. */
public interface StringInstructions<S> extends InstructionWriter<S> {

  default S movsb() {
    return emit(Mnemonic.MOVS, 1);
  }

  default S movsw() {
    return emit(Mnemonic.MOVS, 2);
  }

  default S movsd() {
    return emit(Mnemonic.MOVS, 4);
  }

  default S movsq() {
    return emit(Mnemonic.MOVS, 8);
  }

  default S cmpsb() {
    return emit(Mnemonic.CMPS, 1);
  }

  default S cmpsw() {
    return emit(Mnemonic.CMPS, 2);
  }

  default S cmpsd() {
    return emit(Mnemonic.CMPS, 4);
  }

  default S cmpsq() {
    return emit(Mnemonic.CMPS, 8);
  }

  default S stosb() {
    return emit(Mnemonic.STOS, 1);
  }

  default S stosw() {
    return emit(Mnemonic.STOS, 2);
  }

  default S stosd() {
    return emit(Mnemonic.STOS, 4);
  }

  default S stosq() {
    return emit(Mnemonic.STOS, 8);
  }

  default S lodsb() {
    return emit(Mnemonic.LODS, 1);
  }

  default S lodsw() {
    return emit(Mnemonic.LODS, 2);
  }

  default S lodsd() {
    return emit(Mnemonic.LODS, 4);
  }

  default S lodsq() {
    return emit(Mnemonic.LODS, 8);
  }

  default S scasb() {
    return emit(Mnemonic.SCAS, 1);
  }

  default S scasw() {
    return emit(Mnemonic.SCAS, 2);
  }

  default S scasd() {
    return emit(Mnemonic.SCAS, 4);
  }

  default S scasq() {
    return emit(Mnemonic.SCAS, 8);
  }

  default S insb() {
    return emit(Mnemonic.INS, 1);
  }

  default S insw() {
    return emit(Mnemonic.INS, 2);
  }

  default S insd() {
    return emit(Mnemonic.INS, 4);
  }

  default S outsb() {
    return emit(Mnemonic.OUTS, 1);
  }

  default S outsw() {
    return emit(Mnemonic.OUTS, 2);
  }

  default S outsd() {
    return emit(Mnemonic.OUTS, 4);
  }
}
