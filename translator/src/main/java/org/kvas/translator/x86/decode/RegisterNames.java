package org.kvas.translator.x86.decode;

import org.kvas.translator.x86.decode.Operand.Gpr;

/** Registers as assembly language spells them. */
final class RegisterNames {
  private static final String[] BYTE = {"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"};
  private static final String[] HIGH = {"ah", "ch", "dh", "bh"};
  private static final String[] WORD = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
  private static final String[] SEGMENT = {"es", "cs", "ss", "ds", "fs", "gs"};

  private RegisterNames() {}

  static String of(Gpr register) {
    return register.high() ? HIGH[register.index()] : general(register.index(), register.size());
  }

  /** {@link Operand#RIP} included. */
  static String general(int index, int size) {
    if (index == Operand.RIP) {
      return size == 8 ? "rip" : "eip";
    }
    if (index >= 8) {
      return "r" + index + (size == 8 ? "" : size == 4 ? "d" : size == 2 ? "w" : "b");
    }
    return switch (size) {
      case 1 -> BYTE[index];
      case 2 -> WORD[index];
      case 4 -> "e" + WORD[index];
      default -> "r" + WORD[index];
    };
  }

  static String segment(int index) {
    return SEGMENT[index];
  }
}
