package org.kvas.runtime.guest.demonstration;

import static org.kvas.translator.x86.assemble.Registers.AL;

import org.kvas.translator.x86.assemble.Assembler;

/** The 8254 interrupts 100 times a second through the 8259; every other interrupt is masked. */
final class Timer {
  static final int TICKS_PER_SECOND = 100;

  /** Also where the master 8259's other seven begin. */
  static final int VECTOR = 0x20;

  static final int SPURIOUS_VECTOR = VECTOR + 7;
  private static final int SLAVE_VECTOR = 0x28;
  private static final int END_OF_INTERRUPT = 0x20;
  private static final int MASTER = 0x20;
  private static final int SLAVE = 0xa0;
  private static final int COUNTER_0 = 0x40;
  private static final int CONTROL = 0x43;
  private static final int RATE_GENERATOR = 0x34;
  private static final int HERTZ = 1_193_182;

  private Timer() {}

  static void start(Assembler a) {
    int divisor = HERTZ / TICKS_PER_SECOND;
    int[][] writes = {
      {MASTER, 0x11},
      {MASTER + 1, VECTOR},
      {MASTER + 1, 4},
      {MASTER + 1, 1},
      {SLAVE, 0x11},
      {SLAVE + 1, SLAVE_VECTOR},
      {SLAVE + 1, 2},
      {SLAVE + 1, 1},
      {MASTER + 1, 0xfe},
      {SLAVE + 1, 0xff},
      {CONTROL, RATE_GENERATOR},
      {COUNTER_0, divisor & 0xff},
      {COUNTER_0, divisor >> 8}
    };
    for (int[] write : writes) {
      a.mov(AL, write[1]).out(write[0], AL);
    }
  }

  static void acknowledge(Assembler a) {
    a.mov(AL, END_OF_INTERRUPT).out(MASTER, AL);
  }
}
