package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.OperandKind.*;
import static org.kvas.translator.x86.decode.Qualifier.*;

import java.util.List;

/** The vocabulary in which opcode maps are written down. */
abstract class OpcodeTable {
  private final List<Opcode> rows;

  OpcodeTable(List<Opcode> rows) {
    this.rows = rows;
  }

  final void define(int opcode, Mnemonic mnemonic, OperandKind... operands) {
    define(opcode, PLAIN, mnemonic, operands);
  }

  final void define(int opcode, Qualifier qualifier, Mnemonic mnemonic, OperandKind... operands) {
    rows.add(new Opcode(opcode, qualifier, mnemonic, operands));
  }

  /** Eight opcodes with a register in their low bits. */
  final void registers(
      int opcode, Qualifier qualifier, Mnemonic mnemonic, OperandKind... operands) {
    for (int i = 0; i < 8; i++) {
      define(opcode + i, qualifier, mnemonic, operands);
    }
  }

  /** Sixteen opcodes with a condition in their low bits. */
  final void conditions(
      int opcode, Qualifier qualifier, Mnemonic mnemonic, OperandKind... operands) {
    for (int i = 0; i < 16; i++) {
      define(opcode + i, qualifier.and(condition(i)), mnemonic, operands);
    }
  }

  /** The six forms that ADD to CMP share. */
  final void arithmetic(int opcode, Mnemonic mnemonic) {
    define(opcode, mnemonic, Eb, Gb);
    define(opcode + 1, mnemonic, Ev, Gv);
    define(opcode + 2, mnemonic, Gb, Eb);
    define(opcode + 3, mnemonic, Gv, Ev);
    define(opcode + 4, mnemonic, AL, Ibs);
    define(opcode + 5, mnemonic, rAX, Iz);
  }

  /** One mnemonic for each value of ModRM.reg, from 0 on. */
  final void group(
      int opcode, Qualifier qualifier, List<Mnemonic> mnemonics, OperandKind... operands) {
    for (int i = 0; i < mnemonics.size(); i++) {
      define(opcode, qualifier.and(digit(i)), mnemonics.get(i), operands);
    }
  }

  /** Packed and scalar, single and double precision. */
  final void floats(int opcode, Mnemonic ps, Mnemonic pd, Mnemonic ss, Mnemonic sd) {
    define(opcode, NP, ps, Vps, Wps);
    define(opcode, P66, pd, Vpd, Wpd);
    define(opcode, F3, ss, Vss, Wss);
    define(opcode, F2, sd, Vsd, Wsd);
  }

  final void packedFloats(int opcode, Mnemonic ps, Mnemonic pd) {
    define(opcode, NP, ps, Vps, Wps);
    define(opcode, P66, pd, Vpd, Wpd);
  }

  /** Packed integers in MMX and, with 66, XMM registers. */
  final void packed(int opcode, Mnemonic mnemonic) {
    define(opcode, NP, mnemonic, Pq, Qq);
    define(opcode, P66, mnemonic, Vdq, Wdq);
  }
}
