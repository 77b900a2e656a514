package org.kvas.runtime.guest.demonstration;

import static org.kvas.translator.x86.assemble.Pointer.byteAt;
import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.LinkedHashMap;
import java.util.Map;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.assemble.Pointer;

/**
 * Text on COM1, from 32-bit and 64-bit code. The routines change RAX, RCX, RDX, RSI and RDI.
 * National PC16550D data sheet, section 8.
 */
final class SerialConsole {
  static final int COM1 = 0x3f8;
  static final int LINE_STATUS = COM1 + 5;
  static final int DATA_READY = 1;
  private static final int TRANSMITTER_EMPTY = 0x20;

  private final Assembler a;
  private final Map<Label, String> texts = new LinkedHashMap<>();
  private final Label print32;
  private final Label print64;
  private final Label decimal;
  private final Label hexadecimal;

  SerialConsole(Assembler a) {
    this.a = a;
    print32 = a.label("print32");
    print64 = a.label("print64");
    decimal = a.label("decimal");
    hexadecimal = a.label("hexadecimal");
  }

  /** The routine that prints the text at RSI, which a zero ends. */
  Label printer() {
    return print64;
  }

  /** Prints from 32-bit code. */
  void say32(String text) {
    a.mov(ESI, pooled(text)).call(print32);
  }

  /** Prints the text at a label from 64-bit code. */
  void say(Label text) {
    a.lea(RSI, ptr(text)).call(print64);
  }

  /** Prints from 64-bit code. */
  void say(String text) {
    a.lea(RSI, ptr(pooled(text))).call(print64);
  }

  /** Prints RAX with thousands separators. */
  void decimal() {
    a.call(decimal);
  }

  void decimal(Pointer number) {
    a.mov(RAX, number).call(decimal);
  }

  /** Prints RAX. */
  void hexadecimal() {
    a.call(hexadecimal);
  }

  private Label pooled(String text) {
    Label label = a.label();
    texts.put(label, text);
    return label;
  }

  /** 115,200 baud, 8 data bits, no parity, FIFOs on, no interrupts. */
  void initialize() {
    int[][] registers = {{1, 0}, {3, 0x80}, {0, 1}, {1, 0}, {3, 3}, {2, 7}, {4, 3}};
    for (int[] register : registers) {
      a.mov(DX, COM1 + register[0]).mov(AL, register[1]).out(DX, AL);
    }
  }

  /** The routines and the texts. */
  void routines() {
    a.bits(32);
    print(print32);
    a.bits(64);
    print(print64);
    number(decimal, 10);
    number(hexadecimal, 16);
    texts.forEach((label, text) -> a.bind(label).text(text.replace("\n", "\r\n")).db(0));
  }

  private void print(Label entry) {
    Label wait = a.label();
    Label end = a.label();
    a.bind(entry).lodsb().test(AL, AL).je(end).mov(AH, AL).mov(DX, LINE_STATUS);
    a.bind(wait).in(AL, DX).test(AL, TRANSMITTER_EMPTY).je(wait);
    a.mov(AL, AH).mov(DX, COM1).out(DX, AL).jmp(entry);
    a.bind(end).ret();
  }

  /**
   * Digits from the last to the first, into 32 bytes of stack: 20 digits and 6 separators at most.
   */
  private void number(Label entry, int radix) {
    Label next = a.label();
    Label digit = a.label();
    Label done = a.label();
    a.bind(entry).sub(RSP, 32).lea(RSI, ptr(RSP).plus(31)).mov(byteAt(RSI), 0);
    a.mov(ECX, radix).mov(EDI, 3);
    a.bind(next)
        .xor(EDX, EDX)
        .div(RCX)
        .add(DL, '0')
        .cmp(DL, '9')
        .jbe(digit)
        .add(DL, 'a' - '0' - 10);
    a.bind(digit).dec(RSI).mov(byteAt(RSI), DL).test(RAX, RAX).je(done);
    if (radix == 10) {
      a.dec(EDI).jne(next).mov(EDI, 3).dec(RSI).mov(byteAt(RSI), ',');
    }
    a.jmp(next);
    a.bind(done).call(print64).add(RSP, 32).ret();
  }
}
