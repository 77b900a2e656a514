package org.kvas.conformance.decoder;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The sections of an ELF file that hold code. System V ABI, chapter 4, "Sections". */
final class ElfSections {
  private static final int IN_FILE = 1;
  private static final int EXECUTABLE = 4;

  private ElfSections() {}

  static List<byte[]> code(byte[] file) {
    ByteBuffer elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    boolean wide = file[4] == 2;
    int table = wide ? (int) elf.getLong(40) : elf.getInt(32);
    int size = elf.getShort(wide ? 58 : 46);
    int count = elf.getShort(wide ? 60 : 48);
    List<byte[]> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = table + i * size;
      int offset = wide ? (int) elf.getLong(at + 24) : elf.getInt(at + 16);
      int length = wide ? (int) elf.getLong(at + 32) : elf.getInt(at + 20);
      if (elf.getInt(at + 4) == IN_FILE && (elf.getInt(at + 8) & EXECUTABLE) != 0) {
        found.add(Arrays.copyOfRange(file, offset, offset + length));
      }
    }
    return found;
  }
}
