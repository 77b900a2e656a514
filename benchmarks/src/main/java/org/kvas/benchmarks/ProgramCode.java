package org.kvas.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The machine code of the JVM that runs this: 64-bit code that is at hand wherever Linux is. */
final class ProgramCode {
  private static final int ELF_X86_64 = 62;
  private static final int HEADER = 56;
  private static final int LOADED = 1;
  private static final int EXECUTABLE = 1;

  private ProgramCode() {}

  static byte[] ofThisJvm() {
    Path library = Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");
    try {
      return executableSegment(Files.readAllBytes(library));
    } catch (IOException e) {
      throw new UncheckedIOException(library + " cannot be read", e);
    }
  }

  /** Tool Interface Standard, Executable and Linking Format 1.2, "Program Header". */
  private static byte[] executableSegment(byte[] file) {
    ByteBuffer elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (elf.getShort(18) != ELF_X86_64) {
      throw new IllegalStateException("the JVM is not one for x86-64");
    }
    int at = (int) elf.getLong(32);
    for (int i = elf.getShort(56); i > 0; i--, at += HEADER) {
      if (elf.getInt(at) == LOADED && (elf.getInt(at + 4) & EXECUTABLE) != 0) {
        int offset = (int) elf.getLong(at + 8);
        return Arrays.copyOfRange(file, offset, offset + (int) elf.getLong(at + 32));
      }
    }
    throw new IllegalStateException("the JVM has no executable segment");
  }
}
