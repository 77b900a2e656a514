package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.Mnemonic.*;
import static org.kvas.translator.x86.decode.OperandKind.*;
import static org.kvas.translator.x86.decode.Qualifier.*;

import java.util.List;

/** Groups 1 to 5 and 11: one-byte opcodes that ModRM.reg extends. SDM Vol. 2D, table A-6. */
final class OneByteGroups extends OpcodeTable {
  private static final List<Mnemonic> ARITHMETIC = List.of(ADD, OR, ADC, SBB, AND, SUB, XOR, CMP);

  /** /6 is an undocumented alias of /4. */
  private static final List<Mnemonic> SHIFTS = List.of(ROL, ROR, RCL, RCR, SHL, SHR, SHL, SAR);

  OneByteGroups(List<Opcode> rows) {
    super(rows);
    group(0x80, PLAIN, ARITHMETIC, Eb, Ibs);
    group(0x81, PLAIN, ARITHMETIC, Ev, Iz);
    group(0x82, I64, ARITHMETIC, Eb, Ibs);
    group(0x83, PLAIN, ARITHMETIC, Ev, Ibs);
    define(0x8f, D64.and(digit(0)), POP, Ev);
    group(0xc0, PLAIN, SHIFTS, Eb, Ib);
    group(0xc1, PLAIN, SHIFTS, Ev, Ib);
    define(0xc6, digit(0), MOV, Eb, Ibs);
    define(0xc7, digit(0), MOV, Ev, Iz);
    group(0xd0, PLAIN, SHIFTS, Eb, One);
    group(0xd1, PLAIN, SHIFTS, Ev, One);
    group(0xd2, PLAIN, SHIFTS, Eb, CL);
    group(0xd3, PLAIN, SHIFTS, Ev, CL);
    group3();
    group4And5();
  }

  private void group3() {
    define(0xf6, digit(0), TEST, Eb, Ibs);
    define(0xf6, digit(1), TEST, Eb, Ibs);
    define(0xf7, digit(0), TEST, Ev, Iz);
    define(0xf7, digit(1), TEST, Ev, Iz);
    List<Mnemonic> unary = List.of(NOT, NEG, MUL, IMUL, DIV, IDIV);
    for (int i = 0; i < unary.size(); i++) {
      define(0xf6, digit(2 + i), unary.get(i), Eb);
      define(0xf7, digit(2 + i), unary.get(i), Ev);
    }
  }

  private void group4And5() {
    define(0xfe, digit(0), INC, Eb);
    define(0xfe, digit(1), DEC, Eb);
    define(0xff, digit(0), INC, Ev);
    define(0xff, digit(1), DEC, Ev);
    define(0xff, F64.and(digit(2)), CALL, Ev);
    define(0xff, digit(3), CALLF, Mp);
    define(0xff, F64.and(digit(4)), JMP, Ev);
    define(0xff, digit(5), JMPF, Mp);
    define(0xff, D64.and(digit(6)), PUSH, Ev);
  }
}
