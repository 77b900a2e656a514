package org.kvas.conformance.processor;

import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Pointer.word;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.function.Consumer;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.assemble.Register;

/**
 * Checks in real-address mode: DS and ES at {@link #DATA}, the stack at {@link #STACK} in a segment
 * of its own. An exception's offset is that of the saved IP; there is no error code.
 */
final class RealRom extends CheckRom {
  static final int DATA = 0x2000;
  static final int STACK_SEGMENT = 0x3000;
  static final int STACK = 0x1000;
  private static final int VARIABLES = 0x1000;
  private static final int RESUME = 0;
  private static final int BEGIN = 2;
  private static final int VECTORS = 0x41;

  private final Label[] handlers = new Label[VECTORS];
  private final Label digits;
  private final Label answered = a.label("answered");
  private final Label resume = a.label("resume");
  private final Consumer<RealRom> body;

  /**
   * @param body writes the checks
   */
  RealRom(Consumer<RealRom> body) {
    this.body = body;
    digits = hexadecimal();
  }

  @Override
  Label program() {
    answer();
    handlers();
    Label table = a.here();
    for (Label handler : handlers) {
      a.dw(handler).dw(0xf000);
    }
    Label start = a.here();
    a.cli().cld();
    load(DS, 0xf000);
    load(ES, 0);
    a.lea(SI, ptr(table));
    a.xor(DI, DI).mov(CX, VECTORS * 4).rep().movsb();
    body.accept(this);
    end();
    return start;
  }

  private void answer() {
    a.bind(answered).mov(EBX, EAX);
    stack();
    print('=');
    a.mov(EAX, EBX).mov(CL, 8).call(digits);
    a.bind(resume);
    stack();
    a.push(2).popf();
    print('\n');
    load(DS, VARIABLES);
    a.jmp(word(RESUME));
  }

  private void stack() {
    load(SS, STACK_SEGMENT);
    a.mov(SP, STACK);
  }

  private void handlers() {
    Label common = a.label();
    for (int vector = 0; vector < VECTORS; vector++) {
      handlers[vector] = a.here();
      a.mov(CL, vector).jmp(common);
    }
    a.bind(common).mov(BP, SP).mov(SI, word(BP)).movzx(EBX, CL);
    stack();
    print('#');
    a.mov(EAX, EBX).shl(EAX, 24).mov(CL, 2).call(digits);
    print('+');
    load(DS, VARIABLES);
    a.mov(AX, SI).sub(AX, word(BEGIN)).shl(EAX, 24).mov(CL, 2).call(digits).jmp(resume);
  }

  /** A check; its answer is EAX, zero at the start, unless it faults. */
  void check(String name, String expected, Consumer<Assembler> code) {
    register(name, expected);
    Label next = a.label();
    Label begin = a.label();
    load(DS, VARIABLES);
    a.mov(word(RESUME), next).mov(word(BEGIN), begin);
    for (Register segment : new Register[] {DS, ES}) {
      load(segment, DATA);
    }
    stack();
    a.xor(EAX, EAX).bind(begin);
    code.accept(a);
    a.jmp(answered).bind(next);
  }

  /** The same, of machine code. */
  void check(String name, String expected, int... code) {
    check(name, expected, a -> a.db(code));
  }
}
