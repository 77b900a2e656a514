package org.kvas.runtime.oracle;

import org.kvas.translator.state.HostMemory;

/**
 * What a program can find out, by LAR, LSL, VERR, VERW and far transfers, of the global descriptor
 * table of Linux on x86-64: arch/x86/include/asm/segment.h.
 */
final class LinuxDescriptors {
  static final int USER_CODE_32 = 0x23;
  static final int USER_DATA = 0x2b;
  static final int USER_CODE_64 = 0x33;

  /** 16 descriptors. */
  static final int LIMIT = 127;

  /**
   * From number 1 on: code 32, code 64 and data of the kernel, code 32, data, code 64 of programs.
   */
  private static final long[] DESCRIPTORS = {
    0x00cf_9b00_0000_ffffL,
    0x00af_9b00_0000_ffffL,
    0x00cf_9300_0000_ffffL,
    0x00cf_fb00_0000_ffffL,
    0x00cf_f300_0000_ffffL,
    0x00af_fb00_0000_ffffL
  };

  private LinuxDescriptors() {}

  /**
   * A value whose low bits do not select the descriptor in which Linux keeps a processor's number.
   */
  static long known(long value) {
    return (value & 0xfff8) == 0x78 ? value ^ 0x80 : value;
  }

  /**
   * Writes the table to host memory that is zero.
   *
   * @param code32 whether programs have a code segment of 32 bits
   */
  static void write(long host, boolean code32) {
    for (int i = 1; i <= DESCRIPTORS.length; i++) {
      if (code32 || i != USER_CODE_32 >> 3) {
        HostMemory.putLong(host + 8L * i, DESCRIPTORS[i - 1]);
      }
    }
  }
}
