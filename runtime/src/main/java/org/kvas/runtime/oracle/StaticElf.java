package org.kvas.runtime.oracle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A statically linked x86-64 executable for Linux of one segment: code, followed by zeros. System V
 * ABI, AMD64 supplement, chapter 4; "Tool Interface Standard ELF", 1-3 and 2-2.
 */
final class StaticElf {
  /** Where the code begins in the file, and behind the address of the segment. */
  static final int CODE_OFFSET = 64 + 56;

  private static final int EXECUTABLE = 2;
  private static final int X86_64 = 62;
  private static final int LOAD = 1;
  private static final int READ_WRITE_EXECUTE = 7;
  private static final int PAGE = 4096;

  private StaticElf() {}

  /**
   * @param address of the segment, a multiple of 4 KiB; the entry is {@link #CODE_OFFSET} behind it
   * @param zeros bytes of memory behind the code
   */
  static byte[] of(byte[] code, long address, int zeros) {
    int length = CODE_OFFSET + code.length;
    ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    out.putShort((short) EXECUTABLE).putShort((short) X86_64).putInt(1);
    out.putLong(address + CODE_OFFSET).putLong(64).putLong(0);
    out.putInt(0).putShort((short) 64).putShort((short) 56).putShort((short) 1);
    out.position(64);
    out.putInt(LOAD).putInt(READ_WRITE_EXECUTE);
    out.putLong(0).putLong(address).putLong(address);
    out.putLong(length).putLong(length + (long) zeros).putLong(PAGE);
    out.put(code);
    return out.array();
  }
}
