package org.kvas.runtime.guest.demonstration;

import static org.kvas.translator.x86.assemble.Registers.AX;
import static org.kvas.translator.x86.assemble.Registers.DX;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/**
 * Sleep state S5 by the PIIX4's PM1 control register, at the port where firmware puts it. ACPI 6.5,
 * 4.8.3.2.1.
 */
final class PowerOff {
  private static final int PM1_CONTROL = 0x604;
  private static final int SLEEP_ENABLE = 1 << 13;

  private PowerOff() {}

  /** 32-bit or 64-bit code that does not go on. */
  static void code(Assembler a) {
    a.mov(DX, PM1_CONTROL).mov(AX, SLEEP_ENABLE).out(DX, AX).cli();
    Label off = a.here();
    a.hlt().jmp(off);
  }
}
