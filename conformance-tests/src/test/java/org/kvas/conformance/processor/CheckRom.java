package org.kvas.conformance.processor;

import static org.kvas.translator.x86.assemble.Registers.AL;
import static org.kvas.translator.x86.assemble.Registers.AX;
import static org.kvas.translator.x86.assemble.Registers.CL;
import static org.kvas.translator.x86.assemble.Registers.DX;
import static org.kvas.translator.x86.assemble.Registers.EAX;
import static org.kvas.translator.x86.assemble.Registers.EDX;

import java.util.ArrayList;
import java.util.List;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.FarAddress;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.assemble.Register;

/**
 * A firmware image of 64 KiB that asks the processor one question after the other and writes the
 * answers, a line each, to port 0xe9. It needs no device but that, so the same image runs in every
 * emulator of a PC. Addresses are offsets in segment 0xf000.
 */
abstract class CheckRom {
  static final int SIZE = 0x1_0000;

  /** What the image writes to {@code isa-debug-exit} when it has come to its end. */
  static final int EXIT_VALUE = 0x10;

  private static final int DEBUG_CONSOLE = 0xe9;
  private static final int DEBUG_EXIT = 0xf4;

  /** A port of Bochs that ends it when it reads "Shutdown". */
  private static final int BOCHS_SHUTDOWN = 0x8900;

  final Assembler a = new Assembler(16, 0);
  private final List<Check> checks = new ArrayList<>();

  List<Check> checks() {
    return checks;
  }

  /** Begins a check; its answer is the next line of output. */
  final void register(String name, String expected) {
    checks.add(new Check(name, expected));
  }

  /** Writes everything from offset 0 to the end. */
  abstract Label program();

  final byte[] image() {
    Label start = program();
    a.bits(16).org(0xfff0).jmpFar(new FarAddress(0xf000, start)).org(SIZE);
    return a.assemble();
  }

  /** Writes a character; changes AL. */
  final void print(char character) {
    a.mov(AL, character).out(DEBUG_CONSOLE, AL);
  }

  /**
   * A subroutine in code of the current size that writes CL hexadecimal digits, the highest nibble
   * of EAX first; changes ECX and EDX.
   */
  final Label hexadecimal() {
    Label digits = a.here();
    Label decimal = a.label();
    a.rol(EAX, 4).mov(EDX, EAX).and(AL, 0xf).add(AL, '0').cmp(AL, '9').jbe(decimal);
    a.add(AL, 'a' - '0' - 10).bind(decimal).out(DEBUG_CONSOLE, AL);
    a.mov(EAX, EDX).dec(CL).jne(digits).ret();
    return digits;
  }

  /** Ends the machine, in whichever way it can be ended. */
  final void end() {
    a.mov(AL, EXIT_VALUE).out(DEBUG_EXIT, AL);
    a.mov(DX, BOCHS_SHUTDOWN);
    for (char letter : "Shutdown".toCharArray()) {
      a.mov(AL, letter).out(DX, AL);
    }
    Label forever = a.here();
    a.cli().hlt().jmp(forever);
  }

  /** Loads a segment register by way of AX. */
  final void load(Register segment, int selector) {
    a.mov(AX, selector).mov(segment, AX);
  }
}
